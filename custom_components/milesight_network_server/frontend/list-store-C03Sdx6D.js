import{n as e}from"./loader-BotFja0k.js";import{a as t,c as n,n as r,r as i,t as a}from"./styles-DOz70ijH.js";import{s as o}from"./confirm-Dmf1OzsH.js";import{t as s}from"./page-DjLgSi_D.js";import"./table-BcV1tREt.js";import{i as c,r as l}from"./panel-sXZGZ5kq.js";function u(e,t,n){o(e,{title:t.text(`panel.form.leave`),text:t.text(`panel.form.leave_text`),confirm:t.text(`panel.form.leave_confirm`),act:()=>(n(),Promise.resolve())})}var d=class extends r{static properties={heading:{},closeLabel:{},wide:{type:Boolean,reflect:!0}};static styles=[a,n` dialog{display: flex;flex-direction: column;width: min(36rem,calc(100vw - 32px));max-height: calc(100dvh - 32px);padding: 0;border: 1px solid var(--msns-line);border-radius: var(--ha-card-border-radius,12px);background: var(--msns-surface);color: var(--msns-text);font-family: var(--ha-font-family-body,inherit);} :host([wide]) dialog{width: min(64rem,calc(100vw - 32px));} dialog:not([open]){display: none;} dialog::backdrop{background: rgb(0 0 0 / 50%);} header{display: flex;align-items: center;gap: 8px;padding-block: 12px;padding-inline: 24px 12px;border-bottom: 1px solid var(--msns-line);} h2{flex: 1;font-size: var(--ha-font-size-xl,20px);font-weight: var(--ha-font-weight-normal,400);overflow-wrap: anywhere;} .content{flex: 1;min-height: 0;padding: 16px 24px;overflow: auto;} .content:focus-visible{outline: none;} footer{display: flex;flex-wrap: wrap;justify-content: flex-end;gap: 8px;padding: 12px 24px;border-top: 1px solid var(--msns-line);} .close{display: grid;place-items: center;width: 40px;height: 40px;padding: 0;} @media (max-width: 600px){dialog,:host([wide]) dialog{width: 100vw;max-width: 100vw;height: 100dvh;max-height: 100dvh;border: 0;border-radius: 0;} .content,footer{padding-inline: 16px;} } `];render(){return t`<dialog aria-labelledby="heading" @cancel=${this.#n}>
      <header>
        <h2 id="heading">${this.heading}</h2>
        <button class="plain close" aria-label=${this.closeLabel} @click=${this.#r}>
          ${c(`close`)}
        </button>
      </header>
      <div class="content" tabindex="-1"><slot></slot></div>
      <footer><slot name="buttons"></slot></footer>
    </dialog>`}firstUpdated(){this.#e()}connectedCallback(){super.connectedCallback(),this.hasUpdated&&this.#e()}#e(){this.#t?.showModal(),this.renderRoot.querySelector(`.content`)?.focus()}get#t(){return this.renderRoot.querySelector(`dialog`)}#n=e=>{e.preventDefault(),this.#r()};#r=()=>{this.dispatchEvent(new CustomEvent(`msns-close`,{bubbles:!0,composed:!0}))}};customElements.define(`msns-dialog`,d);var f=n` :host{display: flex;flex-direction: column;gap: 12px;min-height: 0;} .actions{display: flex;flex-wrap: wrap;gap: 8px;} .actions button,.first button{display: inline-flex;align-items: center;gap: 6px;} .actions .icon,.first .icon{width: 20px;height: 20px;} .first{display: flex;flex-direction: column;align-items: flex-start;gap: 12px;max-width: 40rem;padding: 24px;border: 1px solid var(--msns-line);border-radius: var(--ha-card-border-radius,12px);background: var(--msns-surface);} .first h2{font-size: var(--ha-font-size-xl,20px);font-weight: var(--ha-font-weight-normal,400);} `,p=`new`,m=class extends s{static properties={_selected:{state:!0}};static styles=[a,f];#e=[];#t;constructor(){super(),this._selected=new Set}columnsChange(e){return e.has(`words`)}isSelectable=!0;willUpdate(e){this.columnsChange(e)&&(this.#e=this.columns())}render(){let{list:e}=this,n=this.chosen;return e.isComplete&&e.rows.length===0?t`${this.first()} ${this.#n()}`:t`<div class="actions">${this.actions(n)}</div>
      <msns-table
        .name=${this.path}
        .words=${this.words}
        .label=${this.words.text(`panel.page.${this.path}`)}
        .counted=${this.#i}
        .columns=${this.#e}
        .rows=${e.rows}
        .keyOf=${this.#r}
        .selected=${this._selected}
        .narrow=${this.narrow}
        ?selectable=${this.isSelectable}
        opens
        addressed
        aria-busy=${e.isComplete?`false`:`true`}
        @msns-open=${this.#a}
        @msns-select=${this.#o}
      ></msns-table>
      ${this.#n()}`}addButton(e){return t`<button class="main" @click=${this.add}>${c(`add`)}${this.words.text(e)}</button>`}get chosen(){return this._selected.size===0?[]:this.list.rows.filter(e=>this._selected.has(this.keyOf(e)))}add=()=>{this.go(this.path,p)};back=()=>{this.#t=void 0,this.go(this.path)};#n(){let[e]=this.rest;if(e===void 0)return i;if(e===p)return this.dialog(void 0,!1);let t=this.list.get(e);t!==void 0&&(this.#t={key:e,row:t});let n=t??(this.#t?.key===e?this.#t.row:void 0);return n===void 0?i:this.dialog(n,t===void 0)}#r=e=>this.keyOf(e);#i=e=>this.counted(e);#a=e=>{this.go(this.path,this.keyOf(e.detail))};#o=e=>{this._selected=e.detail}};function h(e,t,n){let r=new Map(t.fresh?[]:e);for(let e of t.gone)r.delete(e);for(let e of t.rows)r.set(n(e),e);return r}var g=class{#e=new Map;#t=[];#n=!1;constructor(t,n,r){new l(t,()=>({type:`${e}/${n}/subscribe`,config_entry_id:t.gateway.config_entry_id}),e=>{this.#e=h(this.#e,e,r),this.#t=[...this.#e.values()],this.#n=e.complete,t.requestUpdate()},{begun:()=>{this.#n=!1}})}get rows(){return this.#t}get isComplete(){return this.#n}get(e){return this.#e.get(e)}};export{u as i,m as n,f as r,g as t};