import { css } from "lit";

/** What can be done next: in reach of the thumb of the hand that holds the phone. */
export const footStyles = css`
  .foot {
    position: sticky;
    inset-block-end: -8px;
    display: flex;
    gap: 8px;
    padding-block: 8px;
    background: var(--primary-background-color, #fafafa);
    z-index: 1;
  }
  .foot button {
    display: flex;
    align-items: center;
    justify-content: center;
    gap: 8px;
    flex: 1;
    min-height: 56px;
    border-radius: 28px;
    font-size: var(--ha-font-size-l, 16px);
  }
  .foot button.main {
    flex: 2;
  }
  .eui {
    font-family: var(--ha-font-family-code, monospace);
  }
`;
