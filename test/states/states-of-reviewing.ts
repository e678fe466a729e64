import type { State } from './state.ts';

/** What is decided where people disagree, and what they say to each other. */
export const STATES_OF_REVIEWING: readonly State[] = [
  {
    name: 'review',
    who: 'reviewer',
    reach: async ({ open, says }) => {
      await open('/challenges/wells/review');
      await says('Which answer stands?');
    },
  },
  {
    name: 'review-decide',
    who: 'reviewer',
    reach: async ({ open, says, page }) => {
      await open('/challenges/wells/review');
      await says('Which answer stands?');
      await page.keyboard.press('1');
      await says('It counts at once');
    },
  },
  {
    name: 'review-not-yours',
    who: 'volunteer',
    reach: async ({ open, says }) => {
      await open('/challenges/wells/review');
      await says('This is for reviewers');
    },
  },
  {
    name: 'talk',
    who: 'volunteer',
    reach: async ({ open, says }) => {
      await open('/challenges/wells/task/t3');
      await says('did you see the sign');
    },
  },
  {
    name: 'for-you',
    who: 'volunteer',
    reach: async ({ open, says }) => {
      await open('/for-you');
      await says('did you see the sign');
    },
  },
];
