import { css } from "lit";

/** How a form looks. */
export const formStyles = css`
  :host {
    display: block;
  }
  .fields {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 15rem), 1fr));
    gap: 16px;
    margin-block: 8px 16px;
  }
  .field {
    display: flex;
    flex-direction: column;
    gap: 4px;
    min-width: 0;
  }
  .wide {
    grid-column: 1 / -1;
  }
  .label {
    font-size: var(--ha-font-size-m, 14px);
    font-weight: var(--ha-font-weight-medium, 500);
  }
  input:not([type="checkbox"]),
  select,
  textarea {
    flex: 1;
    width: 100%;
    min-width: 0;
    min-height: 40px;
    padding: 8px 12px;
    border: 1px solid var(--msns-quiet);
    border-radius: 6px;
    background: var(--msns-surface);
    color: inherit;
    font: inherit;
  }
  textarea {
    min-height: 5em;
    resize: vertical;
  }
  input[readonly] {
    background: var(--msns-sunken);
  }
  ::placeholder {
    color: var(--msns-quiet);
    opacity: 1;
  }
  .mono {
    font-family: var(--ha-font-family-code, monospace);
  }
  input[type="checkbox"] {
    width: 20px;
    height: 20px;
    margin: 0;
    accent-color: var(--msns-accent);
  }
  .switch {
    display: flex;
    align-items: center;
    gap: 12px;
    min-height: 40px;
  }
  .input {
    display: flex;
    align-items: center;
    gap: 8px;
  }
  [aria-invalid="true"] {
    border-color: var(--msns-bad) !important;
    border-width: 2px !important;
  }
  .problem {
    display: flex;
    gap: 6px;
    color: var(--msns-text);
    font-size: var(--ha-font-size-s, 12px);
    overflow-wrap: anywhere;
  }
  .problem .icon {
    width: 18px;
    height: 18px;
    color: var(--msns-bad);
  }
  .note {
    border-inline-start: 4px solid var(--msns-accent);
    padding-inline-start: 8px;
    font-size: var(--ha-font-size-s, 12px);
  }
  summary {
    cursor: pointer;
    padding-block: 8px;
    font-weight: var(--ha-font-weight-medium, 500);
  }
`;
