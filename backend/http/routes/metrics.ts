import { operation } from '../frame/operation.ts';

export const readMetrics = operation({
  id: 'metrics',
  method: 'get',
  path: '/metrics',
  may: 'operate',
  summary: 'What this process counts, for Prometheus',
  answers: { 200: { words: 'Prometheus text', types: ['text/plain'] } },
  async handle({ ctx, deps }) {
    const { text, type } = await deps.metrics.text();
    ctx.set('Content-Type', type);
    ctx.body = text;
  },
});
