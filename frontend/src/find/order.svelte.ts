import type { NextRequest } from '../../../backend/http/contract/claim.ts';
import { hasRoute, routeLine, routeWithin } from './route.svelte.ts';

/** Which task comes next. */
export const ORDERS = ['nearest', 'priority', 'random', 'route'] as const;
export type Order = (typeof ORDERS)[number];
const STORED = 'jalon.order';

let order = $state<Order>(ORDERS.find(one => one === localStorage.getItem(STORED)) ?? 'nearest');
export const chosenOrder = (): Order => order;
export function chooseOrder(wanted: Order): void {
  order = wanted;
  localStorage.setItem(STORED, wanted);
}

/** What the server is asked for by it. A route that is not drawn yet leads nowhere: the nearest, then. */
export function askedOrder(): Pick<NextRequest, 'order' | 'route' | 'within'> {
  if (order !== 'route') return { order };
  if (!hasRoute()) return { order: 'nearest' };
  return { order, route: routeLine().map(([lon, lat]) => [lon, lat]), within: routeWithin() };
}
