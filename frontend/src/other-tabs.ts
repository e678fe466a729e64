/** What the tabs of one browser tell each other under a name; a browser that cannot do so has tabs that do not know of each other. */
export function otherTabs<Word>(name: string) {
  const channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel(name) : null;
  return {
    tell: (word: Word): void => channel?.postMessage(word),
    /** @returns what ends it */
    hear(told: (word: Word) => void): () => void {
      const listener = (event: Event): void => told((event as Event & Readonly<{ data: Word }>).data);
      channel?.addEventListener('message', listener);
      return () => channel?.removeEventListener('message', listener);
    },
  };
}
