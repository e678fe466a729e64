/** For leaflet, which takes HTML: a name that holds signs of it stays a name. */
export const asText = (text: string): string => text.replace(/[&<>"]/g, sign => `&#${sign.charCodeAt(0)};`);
