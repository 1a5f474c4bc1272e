import { css } from "lit";

/** What pages with a list have in common. */
export const pageStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    gap: 12px;
    min-height: 0;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  .actions button,
  .first button {
    display: inline-flex;
    align-items: center;
    gap: 6px;
  }
  .actions .icon,
  .first .icon {
    width: 20px;
    height: 20px;
  }
  .first {
    display: flex;
    flex-direction: column;
    align-items: flex-start;
    gap: 12px;
    max-width: 40rem;
    padding: 24px;
    border: 1px solid var(--msns-line);
    border-radius: var(--ha-card-border-radius, 12px);
    background: var(--msns-surface);
  }
  .first h2 {
    font-size: var(--ha-font-size-xl, 20px);
    font-weight: var(--ha-font-weight-normal, 400);
  }
`;
