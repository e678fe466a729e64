import { z } from 'zod';
import { lineOf } from '../../core/policy/policy.ts';
import { apiKey } from '../contract/account.ts';
import { answerReceipt, answerRequest } from '../contract/answer.ts';
import { auditEntry } from '../contract/audit.ts';
import { challenge } from '../contract/challenge.ts';
import { changesView, changeView } from '../contract/changes.ts';
import { claimView, nextRequest } from '../contract/claim.ts';
import { invitation } from '../contract/invitation.ts';
import { me } from '../contract/me.ts';
import { member, organisation } from '../contract/organisation.ts';
import { problem as problemBody } from '../contract/problem.ts';
import { reviewRequest } from '../contract/review.ts';
import { run } from '../contract/run.ts';
import { discrepancy, featureView, task, taskCollection } from '../contract/task.ts';
import { team } from '../contract/team.ts';
import type { Operation } from './operation.ts';

/** Bodies of the contract that the document gives a name. */
const NAMED = {
  Run: run,
  Challenge: challenge,
  Feature: featureView,
  Discrepancy: discrepancy,
  Task: task,
  TaskCollection: taskCollection,
  AnswerReceipt: answerReceipt,
  Claim: claimView,
  Change: changeView,
  Changes: changesView,
  Me: me,
  ApiKey: apiKey,
  Organisation: organisation,
  Member: member,
  Invitation: invitation,
  Team: team,
  AuditEntry: auditEntry,
  Problem: problemBody,
} as const;
/** Request bodies: what has a default may be left out. */
const NAMED_INPUTS = {
  AnswerRequest: answerRequest,
  NextRequest: nextRequest,
  ReviewRequest: reviewRequest,
} as const;

type Json = Record<string, unknown>;
const uri = (id: string) => `#/components/schemas/${id}`;

/** OpenAPI 3.1, whose schemas are JSON Schema 2020-12: zod writes them as they are. */
export function openapi(operations: readonly Operation[], version: string): Json {
  const paths: Record<string, Json> = {};
  for (const one of operations) {
    const path = one.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [one.method]: describe(one) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Jalon',
      version,
      description:
        'Where an official dataset and the community’s map disagree, and what people say about it. Degrees are WGS 84, ' +
        'longitude first; times are ISO 8601. Refusals are RFC 9457 problem details.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    components: {
      schemas: { ...schemas(NAMED, 'output'), ...schemas(NAMED_INPUTS, 'input') },
      securitySchemes: {
        person: {
          type: 'apiKey',
          in: 'cookie',
          name: 'jalon',
          description: 'Given with the first request that needs a person.',
        },
        key: {
          type: 'http',
          scheme: 'bearer',
          description: 'An API key of a person, made on their account page; it does what its scopes say.',
        },
        operator: { type: 'http', scheme: 'bearer', description: 'OPERATOR_TOKEN of this server.' },
      },
    },
    paths,
  };
}

function describe(one: Operation): Json {
  return {
    operationId: one.id,
    summary: one.summary,
    parameters: [...pathParameters(one.path), ...queryParameters(one.query)],
    ...(one.body && { requestBody: { required: true, content: jsonOf(one.body, 'input') } }),
    ...securityOf(one),
    responses: {
      ...Object.fromEntries(
        Object.entries(one.answers).map(([status, { words, schema, types }]) => [
          status,
          {
            description: words,
            ...(schema && { content: jsonOf(schema, 'output') }),
            ...(types && {
              content: Object.fromEntries(types.map(type => [type, { schema: { type: 'string' } }])),
            }),
          },
        ]),
      ),
      ...(!isOpen(one) && {
        401: problem('sign-in-needed, bad-key'),
        403: problem('not-allowed, key-scope'),
      }),
      ...(one.may === 'operate' && {
        401: problem('not-permitted'),
        403: problem('no-operator, not-allowed'),
        429: problem('too-many-tries'),
      }),
      ...Object.fromEntries(
        Object.entries(one.refusals ?? {}).map(([status, words]) => [status, problem(words)]),
      ),
      default: problem('Any other refusal'),
    },
  };
}

/** Whatever the query asks for, everybody may. */
const isOpen = ({ may }: Operation): boolean =>
  typeof may === 'string' && lineOf(may).roles.includes('visitor');

/** How one says who one is, and for what only some may do: which roles may. */
function securityOf(one: Operation): Json {
  if (typeof one.may !== 'string') return { security: [{ person: [] }, { key: [] }, {}] };
  const { roles, key } = lineOf(one.may);
  const ways = [
    { person: [] },
    ...(key ? [{ key: [] }] : []),
    ...(roles.includes('operator') ? [{ operator: [] }] : []),
  ];
  if (isOpen(one)) return { security: [...ways.filter(way => !('operator' in way)), {}] };
  return { security: ways, 'x-jalon-roles': roles.filter(role => role !== 'system') };
}

const problem = (description: string): Json => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: uri('Problem') } } },
});

const pathParameters = (path: string): Json[] =>
  [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));

function queryParameters(query: z.ZodType | undefined): Json[] {
  if (!query) return [];
  const schema = plain(z.toJSONSchema(query, { io: 'input' })) as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(schema.properties ?? {}).map(([name, value]) => ({
    name,
    in: 'query',
    required: schema.required?.includes(name) ?? false,
    schema: value,
  }));
}

function jsonOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const named = Object.entries(io === 'input' ? NAMED_INPUTS : NAMED).find(([, one]) => one === schema);
  if (named) return { 'application/json': { schema: { $ref: uri(named[0]) } } };
  const registry = z.registry<{ id: string }>();
  for (const [id, one] of Object.entries(NAMED)) registry.add(one, { id });
  registry.add(schema, { id: 'it' });
  const { it } = z.toJSONSchema(registry, { uri, io }).schemas;
  return { 'application/json': { schema: plain(it as Json) } };
}

function schemas(named: Readonly<Record<string, z.ZodType>>, io: 'input' | 'output'): Json {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(named)) registry.add(schema, { id });
  const made = z.toJSONSchema(registry, { uri, io }).schemas;
  return Object.fromEntries(Object.entries(made).map(([id, schema]) => [id, plain(schema as Json)]));
}

/** Without the marks of a schema that stands alone. */
function plain({ $schema: _dialect, $id: _id, ...schema }: Json): Json {
  return schema;
}
