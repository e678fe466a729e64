/** A function of the database. @param signature its name, with what it takes @param body without the quotes around it */
export const plpgsql = (signature: string, returns: string, body: string): string => `
create or replace function ${signature} returns ${returns} language plpgsql as
  '${body.replaceAll("'", "''")}';`;

/** The same for a trigger that runs after what it is about. */
export const triggered = (name: string, body: string): string =>
  plpgsql(`${name}()`, 'trigger', `begin ${body} return null; end`);
