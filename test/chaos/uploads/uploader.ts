// A process that goes on with uploads until it is ended: DATABASE_URL, OSM_TOKEN.
import { connect } from '../../../backend/store/connect.ts';
import { goOnWithUploads } from '../../../jobs/rounds/go-on-uploads.ts';

const { DATABASE_URL = '', OSM_TOKEN = '' } = process.env;
const store = connect(DATABASE_URL, { max: 2 });
process.on('disconnect', () => process.exit(1));
process.send?.('ready');
for (;;) {
  await goOnWithUploads(
    {
      store,
      config: { contact: 'chaos@example.org', publicUrl: null },
      tokenOf: async () => OSM_TOKEN,
      now: () => new Date(),
      random: Math.random,
      waits: { firstWait: 10, longestWait: 80, look: 100, tries: 60, held: 600, beat: 150 },
      limits: {
        reading: { attempts: 3, firstWait: 5, longestWait: 20, requestTime: 400, totalTime: 3_000 },
        writing: { requestTime: 400 },
      },
    },
    () => false,
  );
  await new Promise(resolve => setTimeout(resolve, 15));
}
