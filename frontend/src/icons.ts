import { html, type TemplateResult } from "lit";

// Of Material Design Icons (Apache 2.0). Drawn here: Home Assistant's own element may come later.
export const ALERT = "M13 13H11V7H13M13 17H11V15H13M12 2A10 10 0 0 0 2 12A10 10 0 0 0 12 22A10 10 0 0 0 22 12A10 10 0 0 0 12 2Z";
const PATHS = {
  alert: ALERT,
  check: "M12 2C6.5 2 2 6.5 2 12S6.5 22 12 22 22 17.5 22 12 17.5 2 12 2M10 17L5 12L6.41 10.59L10 14.17L17.59 6.58L19 8L10 17Z",
  clock: "M12 20A8 8 0 0 0 20 12A8 8 0 0 0 12 4A8 8 0 0 0 4 12A8 8 0 0 0 12 20M12 2A10 10 0 0 1 22 12A10 10 0 0 1 12 22C6.47 22 2 17.5 2 12A10 10 0 0 1 12 2M12.5 7V12.25L17 14.92L16.25 16.15L11 13V7H12.5Z",
  download: "M5 20H19V18H5M19 9H15V3H9V9H5L12 16L19 9Z",
  pause: "M13 16V8H15V16H13M9 16V8H11V16H9M12 2A10 10 0 0 1 22 12A10 10 0 0 1 12 22A10 10 0 0 1 2 12A10 10 0 0 1 12 2M12 4A8 8 0 0 0 4 12A8 8 0 0 0 12 20A8 8 0 0 0 20 12A8 8 0 0 0 12 4Z",
  up: "M14 20H10V11L6.5 14.5L4.08 12.08L12 4.16L19.92 12.08L17.5 14.5L14 11V20Z",
} as const;

export type Icon = keyof typeof PATHS;

/** An icon of the card, beside words that say the same. */
export function icon(name: Icon, kind = ""): TemplateResult {
  return drawn(PATHS[name], kind);
}

/** A path of Material Design Icons as an icon. */
export function drawn(path: string, kind = ""): TemplateResult {
  return html`<svg class="icon ${kind}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    <path fill="currentColor" d=${path}></path>
  </svg>`;
}
