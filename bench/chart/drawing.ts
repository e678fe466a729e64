/** A chart as a file of its own: readable by day and by night, whatever page shows it. */
export type Chart = Readonly<{
  /** Of the file, without its ending. */
  name: string;
  svg: string;
}>;

/** Text that may hold anything, as SVG wants it. */
export const escaped = (text: string): string =>
  text.replace(/[&<>"]/gu, sign => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign] ?? '&quot;');

/** Pixels to a tenth: more would only make the file longer. */
export const px = (value: number): string => String(Math.round(value * 10) / 10);

export const text = (x: number, y: number, words: string, kind = '', anchor = 'start'): string =>
  `<text x="${px(x)}" y="${px(y)}" text-anchor="${anchor}"${kind && ` class="${kind}"`}>${escaped(words)}</text>`;

export const line = (x1: number, y1: number, x2: number, y2: number, kind: string): string =>
  `<path d="M${px(x1)} ${px(y1)}L${px(x2)} ${px(y2)}" class="${kind}"/>`;

/** As many series as can be told apart, by colour and by mark. */
export const SERIES = 5;

/** The mark of a series: a circle, square, diamond or triangle, so that nobody needs the colour. */
export const mark = (x: number, y: number, series: number): string => {
  const shapes = [
    `<circle cx="${px(x)}" cy="${px(y)}" r="4.5"`,
    `<path d="M${px(x - 4)} ${px(y - 4)}h8v8h-8z"`,
    `<path d="M${px(x)} ${px(y - 5.5)}l5.5 5.5l-5.5 5.5l-5.5 -5.5z"`,
    `<path d="M${px(x)} ${px(y - 5)}l5 9h-10z"`,
    `<path d="M${px(x - 5)} ${px(y - 4)}h10l-5 9z"`,
  ];
  return `${shapes[series % SERIES]} class="mark f${series % SERIES}"/>`;
};

/** About the width of words in the small type of the charts, in pixels. */
export const widthOf = (words: string): number => 6.4 * words.length;

// Okabe and Ito's colours, which those who see no red or no green tell apart, darker by day and lighter by night.
const LIGHT = ['#0067a8', '#c04b00', '#00785a', '#a8487f', '#6b6b00'];
const DARK = ['#5cb8f5', '#ffa04d', '#3fd0a4', '#ee9cc8', '#d8d24a'];
const coloursOf = (colours: readonly string[]): string =>
  colours.map((colour, n) => `.f${n}{fill:${colour}}.s${n}{stroke:${colour}}`).join('');
const STYLE = `text{font:12px system-ui,sans-serif;fill:#444}.title{font-size:15px;font-weight:600;fill:#111}.value{fill:#111;paint-order:stroke;stroke:#fff;stroke-width:4px}.small{font-size:9px}
.paper{fill:#fff}.grid{stroke:#e2e2e2}.axis{stroke:#888}.goal{stroke:#111;stroke-dasharray:5 4}.line{fill:none;stroke-width:2}
.mark{stroke:#fff}.faint{opacity:.35}${coloursOf(LIGHT)}
@media (prefers-color-scheme:dark){text{fill:#c4c4c4}.title,.value{fill:#f2f2f2}.value{stroke:#15181c}.paper{fill:#15181c}.grid{stroke:#30353b}
.axis{stroke:#8a8f96}.goal{stroke:#f2f2f2}.mark{stroke:#15181c}${coloursOf(DARK)}}`;

/** An SVG with a title that is seen and, for who cannot see it, the same figures in words. */
export const drawing = (
  title: string,
  description: string,
  [width, height]: readonly [width: number, height: number],
  parts: readonly string[],
): string =>
  [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="t d">`,
    `<title id="t">${escaped(title)}</title><desc id="d">${escaped(description)}</desc><style>${STYLE}</style>`,
    `<rect width="${width}" height="${height}" rx="6" class="paper"/>`,
    text(16, 26, title, 'title'),
    ...parts.filter(part => part !== ''),
    '</svg>\n',
  ].join('\n');
