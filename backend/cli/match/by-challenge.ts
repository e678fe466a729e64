import type { OfficialSource, TagFilter } from '../../core/challenge/challenge.ts';
import type { CompareRules } from '../../core/discrepancy/compare.ts';
import type { CompareArguments } from './arguments.ts';

/** How the two files are read: as was told, and beyond that as the challenge has it. */
export const readingOf = async ({
  challenge,
  reading,
  filter,
}: CompareArguments): Promise<
  Readonly<{ reading: Partial<OfficialSource>; filter: readonly TagFilter[] }>
> => {
  if (challenge === null) return { reading, filter };
  const told = { official: reading, ...(filter.length > 0 && { community: { filter } }) };
  const { withOverride } = await import('../../../jobs/definition.ts');
  const { official, community } = withOverride(challenge, told);
  return { reading: official, filter: community.filter };
};

/** The challenge's rules, with the radius that was told; null where no challenge was named. */
export const rulesOf = ({ challenge, radius }: CompareArguments): CompareRules | null => {
  if (challenge === null) return null;
  const { match, rules, classes } = challenge;
  return {
    match: { ...match, ...(radius !== undefined && { radius }) },
    rules,
    ...(classes && { classes }),
  };
};
