import { parse } from 'yaml';

export type Service = Readonly<{
  image?: string;
  build?: string;
  command?: readonly string[];
  environment?: Readonly<Record<string, string | number>>;
  ports?: readonly string[];
  volumes?: readonly string[];
  network_mode?: string;
  depends_on?: Readonly<Record<string, { condition: string }>>;
  healthcheck?: { test: readonly string[]; interval?: string; timeout?: string; retries?: number };
  restart?: string;
  stop_grace_period?: string;
  read_only?: boolean;
  tmpfs?: readonly string[];
  cap_drop?: readonly string[];
  security_opt?: readonly string[];
  container_name?: string;
  privileged?: boolean;
  user?: string;
}>;
export type Compose = Readonly<{
  services: Readonly<Record<string, Service>>;
  volumes: Readonly<Record<string, unknown>>;
}>;

/**
 * A compose file as compose reads it: variables put in, anchors and merges followed.
 * https://github.com/compose-spec/compose-spec/blob/main/12-interpolation.md
 */
export function readCompose(text: string, environment: Readonly<Record<string, string>> = {}): Compose {
  const put = (_: string, name: string, preset: string | undefined) => environment[name] || (preset ?? '');
  const reviver = (_: unknown, value: unknown) =>
    typeof value === 'string' ? value.replace(/\$\{(\w+)(?::-([^}]*))?\}/g, put) : value;
  return parse(text, reviver, { merge: true }) as Compose;
}

/** What a container of the service finds in its environment; all text there. */
export function environmentOf(service: Service): Record<string, string> {
  return Object.fromEntries(
    Object.entries(service.environment ?? {}).map(([name, value]) => [name, String(value)]),
  );
}
