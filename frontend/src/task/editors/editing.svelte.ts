import { me } from '../../person/me.svelte.ts';
import { menuButton } from '../../shell/menu-button.svelte.ts';
import { askJosm, type JosmAnswer } from './ask-josm.ts';
import type { EditSubject } from './edit-subject.ts';
import { editorAddress, type PageEditor } from './editor-address.ts';
import { josmRequests } from './josm-requests.ts';

export type Editor = PageEditor | 'josm';
/** By their own names, which no language translates. */
const NAMES: Readonly<Record<Editor, string>> = { id: 'iD', josm: 'JOSM', rapid: 'Rapid', level0: 'Level0' };
const EDITORS = Object.keys(NAMES) as Editor[];
const STORED = 'jalon.editor';

/** `address`: of a page; null for JOSM, which is asked instead of opened. */
export type Offer = Readonly<{ editor: Editor; name: string; address: string | null }>;
type Imagery = Parameters<typeof josmRequests>[2];

/** The editors in which one task can be opened, and which one it was. */
export function editing(subject: () => EditSubject | null, imagery: () => Imagery) {
  const menu = menuButton();
  let opened = $state<Editor | null>(null);
  let josm = $state<JosmAnswer | 'asking' | null>(null);

  const offers = $derived.by((): Offer[] => {
    const now = subject();
    const pages = me()?.editors;
    if (!now || !pages) return [];
    return EDITORS.flatMap((editor): Offer[] => {
      const page = pages[editor];
      // Level0 knows elements only.
      if (page === null || (editor === 'level0' && !now.elements.length)) return [];
      const address = editor === 'josm' ? null : editorAddress(editor, page, now);
      return [{ editor, name: NAMES[editor], address }];
    });
  });

  function remember(editor: Editor): void {
    localStorage.setItem(STORED, editor);
    opened = editor;
  }

  async function open(editor: Editor): Promise<void> {
    menu.close(true);
    if (editor !== 'josm') {
      josm = null;
      remember(editor);
      return;
    }
    const base = me()?.editors.josm;
    const now = subject();
    if (!base || !now || josm === 'asking') return;
    josm = 'asking';
    josm = await askJosm(base, josmRequests(base, now, imagery()));
    if (josm === 'done') remember('josm');
  }

  return {
    menu,
    get offers() {
      return offers;
    },
    /** By the browser's own click on a link, else by asking JOSM. */
    open,
    /** The name of the editor it was opened in; null: in none yet. */
    get opened() {
      return opened && NAMES[opened];
    },
    get josm() {
      return josm;
    },
    /** The first that is a page: the way out where JOSM does not answer. */
    get instead() {
      return offers.find(({ address }) => address !== null) ?? null;
    },
    /** With the editor of last time in focus. */
    choose(): void {
      const last = offers.findIndex(({ editor }) => editor === localStorage.getItem(STORED));
      if (offers.length) menu.show(Math.max(0, last));
    },
  };
}

export type Editing = ReturnType<typeof editing>;
