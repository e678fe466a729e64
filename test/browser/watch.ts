import type { Page } from 'playwright-core';

/** Everything that goes wrong but tiles, which a test machine may not reach. */
export function watch(page: Page, address: string, complaints: string[]): void {
  const isOurs = (url: string) => url.startsWith(address);
  page.on('pageerror', fault => complaints.push(`page: ${fault.message}`));
  page.on('console', message => {
    const isTile = !isOurs(message.location().url) && message.text().startsWith('Failed to load resource');
    const isOfTests = message.text().startsWith('Service Worker registration blocked by Playwright');
    if (['error', 'warning'].includes(message.type()) && !isTile && !isOfTests)
      complaints.push(`console: ${message.text()}`);
  });
  page.on('requestfailed', request => {
    const reason = request.failure()?.errorText;
    if (isOurs(request.url()) && reason !== 'net::ERR_ABORTED')
      complaints.push(`${reason}: ${request.url()}`);
  });
  page.on('response', response => {
    if (isOurs(response.url()) && response.status() >= 400)
      complaints.push(`${response.status()}: ${response.url()}`);
  });
}
