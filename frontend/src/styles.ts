import { css } from "lit";

/** What all elements share: Home Assistant's colours, each with one for where it has none. */
export const base = css`
  :host {
    --msns-text: var(--primary-text-color, #141414);
    --msns-quiet: var(--secondary-text-color, #5e5e5e);
    --msns-line: var(--divider-color, #e0e0e0);
    --msns-accent: var(--primary-color, #0277bd);
    --msns-good: var(--success-color, #2e7d32);
    --msns-bad: var(--error-color, #c62828);
    --msns-surface: var(--ha-card-background, var(--card-background-color, #fff));
    --msns-sunken: var(--secondary-background-color, #eee);
    color: var(--msns-text);
  }
  * {
    box-sizing: border-box;
    /* Each text is written in the direction of its own language, and begins where the page begins. */
    unicode-bidi: plaintext;
    text-align: -webkit-match-parent;
    text-align: match-parent;
  }
  h2,
  h3,
  h4,
  p,
  ul,
  ol {
    margin: 0;
    padding: 0;
  }
  ul,
  ol {
    list-style: none;
  }
  h3,
  h4 {
    font-size: var(--ha-font-size-m, 14px);
    font-weight: var(--ha-font-weight-medium, 500);
    line-height: 1.4;
    overflow-wrap: anywhere;
  }
  .quiet {
    color: var(--msns-quiet);
    font-size: var(--ha-font-size-s, 12px);
    line-height: 1.4;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
  }
  .grow {
    flex: 1 1 10em;
    min-width: 0;
  }
  .stack {
    display: flex;
    flex-direction: column;
    gap: 8px;
  }
  .end {
    justify-content: flex-end;
  }
  button {
    font: inherit;
    font-weight: var(--ha-font-weight-medium, 500);
    min-height: 36px;
    padding: 4px 16px;
    border: 1px solid var(--msns-line);
    border-radius: 18px;
    background: none;
    color: var(--msns-text);
    text-align: center;
    cursor: pointer;
  }
  button.main {
    border-color: transparent;
    background: var(--msns-text);
    color: var(--msns-surface);
  }
  button.danger {
    border-color: currentcolor;
  }
  button.plain {
    border-color: transparent;
    padding: 4px 8px;
  }
  button:hover {
    filter: brightness(1.08);
  }
  button:disabled {
    opacity: 0.6;
    cursor: default;
  }
  a {
    color: inherit;
  }
  :focus-visible {
    outline: 2px solid var(--msns-text);
    outline-offset: 2px;
  }
  [role="alert"] {
    border-inline-start: 4px solid var(--msns-bad);
    padding-inline-start: 8px;
  }
  .icon {
    flex: none;
    width: 24px;
    height: 24px;
  }
  .icon.bad {
    color: var(--msns-bad);
  }
  .icon.good {
    color: var(--msns-good);
  }
`;
