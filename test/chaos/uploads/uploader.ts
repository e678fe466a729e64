// A process that goes on with uploads, from when it is told to until it is ended: DATABASE_URL, OSM_TOKEN.
import { connect } from '../../../backend/store/connect.ts';
import { goOnWithUploads } from '../../../jobs/rounds/go-on-uploads.ts';

const { DATABASE_URL = '', OSM_TOKEN = '' } = process.env;
const store = connect(DATABASE_URL, { max: 2 });
process.on('disconnect', () => process.exit(1));
process.send?.('ready');
await new Promise(go => process.once('message', go));
for (;;) {
  await goOnWithUploads(
    {
      store,
      config: { contact: 'chaos@example.org', publicUrl: null },
      tokenOf: async () => OSM_TOKEN,
      now: () => new Date(),
      random: Math.random,
      waits: { firstWait: 5, longestWait: 40, look: 40, tries: 200, held: 250, beat: 60 },
      limits: {
        reading: { attempts: 3, firstWait: 5, longestWait: 20, requestTime: 250, totalTime: 3_000 },
        writing: { requestTime: 250 },
      },
    },
    () => false,
  );
  await new Promise(resolve => setTimeout(resolve, 10));
}
