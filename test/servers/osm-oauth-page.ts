/** Fictional people who have an account at the server. */
export type OAuthUser = Readonly<{ id: number; name: string }>;

const escaped = (text: string): string =>
  text.replaceAll(/[&<>"']/g, character => `&#${character.codePointAt(0)};`);

const page = (title: string, body: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title><h1>${title}</h1>${body}</html>`;

/** Who it is and whether they allow it: login and consent of the real site in one page. @param pending names what is asked */
export const consentPage = (
  pending: string,
  { app, scopes, users }: Readonly<{ app: string; scopes: readonly string[]; users: readonly OAuthUser[] }>,
): string =>
  page(
    'Authorize access',
    `<p>${escaped(app)} asks for: ${escaped(scopes.join(', '))}</p>
    <form method="post" action="/oauth2/authorize">
      <input type="hidden" name="pending" value="${pending}">
      ${users
        .map(
          ({ id, name }, i) =>
            `<p><label><input type="radio" name="user" value="${id}"${i === 0 ? ' checked' : ''}> ${escaped(name)}</label></p>`,
        )
        .join('')}
      <button name="press" value="allow">Allow</button>
      <button name="press" value="deny">Deny</button>
    </form>`,
  );

export const errorPage = (words: string): string => page('An error has occurred', `<p>${escaped(words)}</p>`);
