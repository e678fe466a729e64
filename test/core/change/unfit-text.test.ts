import { expect, it } from 'vitest';
import { isRefusedText, isUnfitText } from '../../../backend/core/change/unfit-text.ts';

it.each([
  ['a line end', 'a\r\n\tb', false, false],
  ['letters beyond the first plane', '𝄞 école 🚒', false, false],
  ['a bell', '\u0007', true, true],
  ['a delete', '\u007f', true, true],
  ['half a character', 'a\ud83d', true, true],
  ['its other half', '\ude92b', true, true],
  ['a non-character', '\uffff', true, true],
  ['a C1 control', 'a \u0096 b', false, true],
])('%s', (_, text, refused, unfit) => {
  expect(isRefusedText(text)).toBe(refused);
  expect(isUnfitText(text)).toBe(unfit);
});
