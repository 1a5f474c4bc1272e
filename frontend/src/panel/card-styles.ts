import { css } from "lit";

/** What the parts of a page look like, each of which is a card with a heading. */
export const cardStyles = css`
  :host {
    display: block;
  }
  .card {
    padding: 16px;
    border: 1px solid var(--msns-line);
    border-radius: var(--ha-card-border-radius, 12px);
    background: var(--msns-surface);
  }
  h2 {
    font-size: var(--ha-font-size-xl, 20px);
    font-weight: var(--ha-font-weight-normal, 400);
    overflow-wrap: anywhere;
  }
`;
