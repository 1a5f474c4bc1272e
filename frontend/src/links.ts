import { html, type TemplateResult } from "lit";
import { devicePage, navigate } from "./hass.js";

/** A link to a device's page, its bare name where Home Assistant has no such device. */
export function deviceLink(id: string | null, name: string): TemplateResult | string {
  return id === null ? name : html`<a href=${devicePage(id)} @click=${followLink}>${name}</a>`;
}

/** Opens what a link leads to within Home Assistant, unless the person wants it in a tab of its own. */
export function followLink(event: MouseEvent): void {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  navigate((event.currentTarget as HTMLAnchorElement).pathname);
}
