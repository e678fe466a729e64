/** An id that nobody else makes: 128 random bits. `crypto.randomUUID` is not there on a laptop's address without TLS. */
export function requestId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
}
