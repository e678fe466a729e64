import type { z } from 'zod';
import type { Config } from '../../config.ts';
import type { Answer, Fix, TagChoice } from '../../core/answer/answer.ts';
import type { Challenge } from '../../core/challenge/challenge.ts';
import { mustLookHere } from '../../core/licence/gate.ts';
import type { Destination, Origin } from '../../core/licence/licence.ts';
import { cleanComment } from '../../core/talk/comment.ts';
import type { AnswerBody, answerBody } from '../contract/answer.ts';
import { Refusal } from '../refusal.ts';

type From = NonNullable<NonNullable<Extract<AnswerBody, { say: 'fix' }>['fix']['position']>['origin']>;
type TagBody = Readonly<{ key: string; value: string | null; origin: From }>;

/**
 * What the browser sent, with the origins that only the server may state.
 * @throws Refusal 422 for a layer that is not configured, or a value taken from data that may not be copied
 */
export function answerOf(
  body: z.output<typeof answerBody>,
  challenge: Challenge,
  layers: Config['layers'],
): Answer {
  const origin = (from: From) => originOf(from, challenge, layers);
  const tags = (choices: readonly TagBody[]): TagChoice[] =>
    choices.map(({ key, value, origin: from }) => ({ key, value, origin: origin(from) }));
  const said = cleanComment(body.comment ?? '');
  const comment = said === null ? {} : { comment: said };
  if (body.say === 'fix') {
    const { position, tags: choices, ...rest } = body.fix;
    const fix: Fix = {
      ...rest,
      tags: tags(choices),
      ...(position && { position: { at: position.at, origin: origin(position.origin) } }),
    };
    return { say: 'fix', fix, ...comment };
  }
  if (body.say === 'official-wrong' && body.correction) {
    const { tags: choices, ...rest } = body.correction;
    return {
      say: 'official-wrong',
      correction: { ...rest, ...(choices && { tags: tags(choices) }) },
      ...comment,
    };
  }
  return { say: body.say, ...comment };
}

function originOf(from: From, challenge: Challenge, layers: Config['layers']): Origin {
  switch (from.from) {
    case 'official':
      if (mustLookHere(challenge))
        throw new Refusal(
          422,
          'may-not-copy',
          'The official data may not be copied here',
          'Say what you see there yourself, or on a layer that may be traced.',
        );
      return { licence: challenge.official.licence, attribution: challenge.official.attribution };
    case 'community':
      return { licence: challenge.community.licence, attribution: challenge.community.attribution };
    case 'observation':
      return { licence: 'observation' };
    case 'imagery': {
      const layer = layers.find(({ id }) => id === from.layer);
      if (!layer)
        throw new Refusal(422, 'unknown-layer', 'That map layer is not known here', from.layer.slice(0, 100));
      return {
        licence: 'imagery',
        attribution: layer.name,
        layer: { id: layer.id, may: layer.may as Destination[] },
      };
    }
  }
}
