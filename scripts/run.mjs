import { spawn } from 'node:child_process';
import { root } from './root.mjs';

/** Runs a program from Jalon's folder to its end. @returns its exit code */
export function run(program, args, { stdio, env = {} }) {
  return new Promise(resolve => {
    const child = spawn(program, args, {
      cwd: root,
      stdio,
      env: { ...process.env, ...env },
      shell: process.platform === 'win32' && program.endsWith('.cmd'),
    });
    child.on('error', fault => {
      console.error(`${program}: ${fault.message}`);
      resolve(127);
    });
    // Ctrl-C reaches the child too; a signal to this process alone has to be passed on.
    const pass = signal => child.kill(signal);
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, pass);
    child.on('close', (code, signal) => {
      for (const name of ['SIGINT', 'SIGTERM']) process.removeListener(name, pass);
      if (signal) process.exit(130);
      resolve(code ?? 1);
    });
  });
}

/** Runs a Node.js program. @returns its exit code */
export function runNode(args, options) {
  return run(process.execPath, args, options);
}
