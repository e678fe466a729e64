import { openJalon } from '../../open-jalon.ts';

/** Works on the database that is told, as JSON, until it is killed. */
const { dataDir, databaseUrl, redisUrl, env, fetching } = JSON.parse(process.argv[2]!);
const remove = async () => {};
const place = {
  setting: 'postgres',
  dataDir,
  databaseUrl,
  redisUrl,
  postgres: null,
  redis: null,
  remove,
} as const;
await (await openJalon(place, { env, fetching })).work();
