/** A file that is no whole backup. The message says for people what is wrong with it. */
export class BackupFault extends Error {
  override name = 'BackupFault';
}
