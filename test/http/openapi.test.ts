import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Deps } from '../../backend/http/deps.ts';
import { openapi } from '../../backend/http/frame/openapi.ts';
import { routerOf } from '../../backend/http/frame/router.ts';
import { OPERATIONS } from '../../backend/http/operations.ts';

const schema = z.looseObject({});
const content = z.record(z.string().regex(/^[a-z]+\/[a-z.+-]+$/), z.strictObject({ schema }));
/** The parts of OpenAPI 3.1 that this API uses, closed: an unknown field is a mistake. */
const openapi31 = z.strictObject({
  openapi: z.literal('3.1.0'),
  info: z.strictObject({
    title: z.string(),
    version: z.string(),
    description: z.string(),
    license: z.strictObject({ name: z.string(), identifier: z.string() }),
  }),
  servers: z.array(z.strictObject({ url: z.string() })),
  components: z.strictObject({
    schemas: z.record(z.string().regex(/^[A-Za-z]+$/), schema),
    securitySchemes: z.record(
      z.string(),
      z.union([
        z.strictObject({
          type: z.literal('apiKey'),
          in: z.literal('cookie'),
          name: z.string(),
          description: z.string(),
        }),
        z.strictObject({ type: z.literal('http'), scheme: z.literal('bearer'), description: z.string() }),
      ]),
    ),
  }),
  paths: z.record(
    z.string().startsWith('/'),
    z
      .record(
        z.enum(['get', 'post', 'put', 'delete']),
        z
          .strictObject({
            operationId: z.string().regex(/^[a-zA-Z]+$/),
            summary: z.string().min(5),
            parameters: z.array(
              z.strictObject({
                name: z.string(),
                in: z.enum(['path', 'query']),
                required: z.boolean(),
                schema,
              }),
            ),
            requestBody: z.strictObject({ required: z.literal(true), content }).optional(),
            security: z.array(z.record(z.string(), z.array(z.string()))).optional(),
            responses: z.record(
              z.string().regex(/^([1-5]\d\d|default)$/),
              z.strictObject({ description: z.string().min(1), content: content.optional() }),
            ),
          })
          .optional(),
      )
      .or(z.looseObject({})),
  ),
});

const made = JSON.parse(JSON.stringify(openapi(OPERATIONS, '0.1.0')));
type Described = { operationId: string; parameters: { name: string; in: string }[]; responses: object };
const described: [path: string, method: string, operation: Described][] = Object.entries(
  made.paths as Record<string, Record<string, Described>>,
).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, one]): [string, string, Described] => [path, method, one]),
);

function refsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === '$ref' && typeof inner === 'string' ? [inner] : refsIn(inner),
  );
}

describe('the OpenAPI document', () => {
  it('is OpenAPI 3.1', () => {
    expect(openapi31.safeParse(made).error?.issues ?? []).toEqual([]);
  });

  it('describes every route of the router, and no other', () => {
    const router = routerOf(OPERATIONS, {} as Deps, async () => {});
    const routes = router.stack.flatMap(layer =>
      layer.methods
        .filter(method => method !== 'HEAD')
        .map(method => `${method} ${String(layer.path).replace(/:(\w+)/g, '{$1}')}`),
    );
    expect(described.map(([path, method]) => `${method.toUpperCase()} ${path}`).sort()).toEqual(
      routes.sort(),
    );
  });

  it('has these operations', () => {
    expect(described.map(([path, method]) => `${method} ${path.replace('/api/v1', '')}`).sort()).toEqual([
      'delete /answers/{id}',
      'delete /challenges/{id}/featured',
      'delete /challenges/{id}/saved',
      'delete /comments/{id}',
      'delete /invitations/{invitation}',
      'delete /me',
      'delete /me/keys/{id}',
      'delete /me/roles/{grant}',
      'delete /me/sessions',
      'delete /me/sessions/{id}',
      'delete /me/teams/{id}',
      'delete /me/upload-account',
      'delete /organisations/{id}',
      'delete /organisations/{id}/invitations/{invitation}',
      'delete /organisations/{id}/members/{grant}',
      'delete /roles/{grant}',
      'delete /tasks/{id}/claim',
      'delete /teams/{id}',
      'delete /teams/{id}/invitations/{invitation}',
      'delete /teams/{id}/members/{person}',
      'get /audit',
      'get /challenges',
      'get /challenges/{id}',
      'get /challenges/{id}/changes',
      'get /challenges/{id}/export',
      'get /challenges/{id}/review',
      'get /challenges/{id}/runs',
      'get /challenges/{id}/tasks',
      'get /challenges/{id}/upload-plan',
      'get /challenges/{id}/uploads',
      'get /challenges/{id}/window',
      'get /changesets/{id}',
      'get /changesets/{id}/revert-plan',
      'get /healthz',
      'get /invitations',
      'get /me',
      'get /me/export',
      'get /me/keys',
      'get /me/mentions',
      'get /me/ready',
      'get /me/sessions',
      'get /me/teams',
      'get /me/upload-account',
      'get /metrics',
      'get /openapi.json',
      'get /organisations',
      'get /organisations/{id}',
      'get /organisations/{id}/audit',
      'get /organisations/{id}/invitations',
      'get /organisations/{id}/members',
      'get /readyz',
      'get /roles',
      'get /runs/{id}',
      'get /sign-in/callback',
      'get /tasks/{id}',
      'get /tasks/{id}/answers',
      'get /tasks/{id}/comments',
      'get /tasks/{id}/mentionable',
      'get /tasks/{id}/upload',
      'get /teams/{id}/invitations',
      'get /uploads/{id}',
      'get /window',
      'post /challenges/{id}/next',
      'post /challenges/{id}/runs',
      'post /challenges/{id}/uploads',
      'post /changesets/{id}/revert',
      'post /invitations',
      'post /invitations/accept',
      'post /invitations/offer',
      'post /me/keys',
      'post /me/upload-account',
      'post /organisations',
      'post /organisations/{id}/invitations',
      'post /sign-in',
      'post /sign-in/here',
      'post /sign-in/here/link',
      'post /sign-out',
      'post /tasks/{id}/answers',
      'post /tasks/{id}/comments',
      'post /tasks/{id}/review',
      'post /tasks/{id}/upload',
      'post /tasks/{id}/upload/cancel',
      'post /tasks/{id}/upload/resume',
      'post /teams',
      'post /teams/{id}/invitations',
      'post /uploads/{id}/cancel',
      'post /uploads/{id}/resume',
      'put /challenges/{id}/featured',
      'put /challenges/{id}/organisation',
      'put /challenges/{id}/saved',
      'put /me/mentions',
      'put /me/mentions/{id}',
      'put /organisations/{id}',
      'put /tasks/{id}/claim',
      'put /teams/{id}',
      'put /teams/{id}/members/{person}',
    ]);
  });

  it('names each operation once, and every parameter of its path', () => {
    const ids = described.map(([, , one]) => one.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [path, , one] of described)
      expect(one.parameters.filter(({ in: where }) => where === 'path').map(({ name }) => name)).toEqual(
        [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name),
      );
  });

  it('refers only to schemas that it has', () => {
    const refs = refsIn(made);
    expect(refs.length).toBeGreaterThan(20);
    for (const ref of refs)
      expect(made.components.schemas).toHaveProperty(ref.replace('#/components/schemas/', ''));
  });

  it('asks of a request only what has no default', () => {
    expect(made.components.schemas.AnswerRequest.required.sort()).toEqual([
      'answer',
      'factsDigest',
      'requestId',
    ]);
    expect(made.components.schemas.Task.required).toContain('discrepancies');
  });

  it('describes the query of the task list', () => {
    const query = made.paths['/api/v1/challenges/{id}/tasks'].get.parameters
      .filter(({ in: where }: { in: string }) => where === 'query')
      .map(({ name, required }: { name: string; required: boolean }) => `${name}${required ? '!' : ''}`);
    expect(query).toEqual(['box', 'state', 'kind', 'limit']);
  });
});
