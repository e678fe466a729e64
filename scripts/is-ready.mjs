// node scripts/is-ready.mjs: ends with 0 when the Jalon of these settings is ready, else with 1 and the reason. The health
// check of a container: it runs beside the process it asks, with the same environment.
const { HOST: host = '', PORT: port = '' } = process.env;
const name = host.includes(':') ? `[${host}]` : host || '127.0.0.1';
const address = `http://${name}:${port || 8080}/readyz`;
/** milliseconds; a second less than the container waits for us */
const PATIENCE = 4_000;

try {
  const answer = await fetch(address, { signal: AbortSignal.timeout(PATIENCE) });
  console.log((await answer.text()).trim());
  process.exitCode = answer.ok ? 0 : 1;
} catch (fault) {
  console.log(`${address}: ${fault.cause?.message || fault.cause?.code || fault.message}`);
  process.exitCode = 1;
}
