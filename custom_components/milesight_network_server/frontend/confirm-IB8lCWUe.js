import{a as e,n as t,o as n,r}from"./loader-C4d4vyFw.js";import{a as i,c as a,n as o,r as s,t as c}from"./styles-DOz70ijH.js";var l={install:async(e,t)=>await u(e,`install`,{config_entry_id:t}),retryFailed:(e,t,n)=>u(e,`retry_failed`,{config_entry_id:t,task_id:n}),cancelTask:(e,t,n)=>u(e,`cancel`,{config_entry_id:t,task_id:n}),cancelQueued:(e,t,n)=>u(e,`cancel`,{config_entry_id:t,queue_id:n})};function u(e,n,r){return e.connection.sendMessagePromise({type:`${t}/updates/${n}`,...r})}async function d(e,t){let{message:n,translation_key:r,translation_domain:i,translation_placeholders:a}=t??{};if(r!==void 0&&i!==void 0){let t=(await e.loadBackendTranslation(`exceptions`,i))(`component.${i}.exceptions.${r}.message`,a);if(t)return t}return n??String(t)}function f(e,t){e.dispatchEvent(new CustomEvent(`msns-ask`,{detail:t,bubbles:!0,composed:!0}))}var p=`M13 13H11V7H13M13 17H11V15H13M12 2A10 10 0 0 0 2 12A10 10 0 0 0 12 22A10 10 0 0 0 22 12A10 10 0 0 0 12 2Z`,m={alert:p,check:`M12 2C6.5 2 2 6.5 2 12S6.5 22 12 22 22 17.5 22 12 17.5 2 12 2M10 17L5 12L6.41 10.59L10 14.17L17.59 6.58L19 8L10 17Z`,clock:`M12 20A8 8 0 0 0 20 12A8 8 0 0 0 12 4A8 8 0 0 0 4 12A8 8 0 0 0 12 20M12 2A10 10 0 0 1 22 12A10 10 0 0 1 12 22C6.47 22 2 17.5 2 12A10 10 0 0 1 12 2M12.5 7V12.25L17 14.92L16.25 16.15L11 13V7H12.5Z`,download:`M5 20H19V18H5M19 9H15V3H9V9H5L12 16L19 9Z`,pause:`M13 16V8H15V16H13M9 16V8H11V16H9M12 2A10 10 0 0 1 22 12A10 10 0 0 1 12 22A10 10 0 0 1 2 12A10 10 0 0 1 12 2M12 4A8 8 0 0 0 4 12A8 8 0 0 0 12 20A8 8 0 0 0 20 12A8 8 0 0 0 12 4Z`,up:`M14 20H10V11L6.5 14.5L4.08 12.08L12 4.16L19.92 12.08L17.5 14.5L14 11V20Z`};function h(e,t=``){return g(m[e],t)}function g(e,t=``){return i`<svg class="icon ${t}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    <path fill="currentColor" d=${e}></path>
  </svg>`}function _(t,n){return t===null?n:i`<a href=${e(t)} @click=${v}>${n}</a>`}function v(e){e.ctrlKey||e.metaKey||e.shiftKey||(e.preventDefault(),n(e.currentTarget.pathname))}var y=class extends o{static properties={hass:r,words:{attribute:!1},_question:{state:!0},_busy:{state:!0},_progress:{state:!0},_error:{state:!0}};static styles=[c,a` dialog{width: min(28rem,calc(100vw - 32px));padding: 24px;border: 1px solid var(--msns-line);border-radius: var(--ha-card-border-radius,12px);background: var(--msns-surface);color: var(--msns-text);font-family: var(--ha-font-family-body,inherit);} dialog::backdrop{background: rgb(0 0 0 / 50%);} h2{font-size: var(--ha-font-size-l,16px);font-weight: var(--ha-font-weight-medium,500);overflow-wrap: anywhere;} .stack{gap: 16px;} [role="status"]:empty{display: none;} ul{max-height: 30vh;padding: 4px 8px;border: 1px solid var(--msns-line);border-radius: 6px;overflow: auto;overflow-wrap: anywhere;} `];async open(e){this._question=e,this._busy=!1,this._error=this._progress=``,await this.updateComplete,this.#e?.showModal()}render(){let e=this._question;return e===void 0?s:i`<dialog
      aria-labelledby="title"
      aria-describedby="text"
      @cancel=${this.#n}
      @close=${this.#r}
    >
      <div class="stack">
        <h2 id="title">${e.title}</h2>
        <p id="text">${e.text}</p>
        ${e.names===void 0?s:i`<ul tabindex="0" aria-label=${e.text}>
                ${e.names.map(e=>i`<li>${e}</li>`)}
              </ul>`}
        <p role="status">${this._progress}</p>
        ${this._error===``?s:i`<p role="alert">${this._error}</p>`}
        <div class="row end">
          <button ?disabled=${this._busy} @click=${this.#t}>
            ${this.words.text(this._error===``?`confirm.back`:`confirm.close`)}
          </button>
          <button class="main" ?disabled=${this._busy} @click=${this.#i}>
            ${this._busy?this.words.text(`confirm.busy`):e.confirm}
          </button>
        </div>
      </div>
    </dialog>`}get#e(){return this.renderRoot.querySelector(`dialog`)}#t=()=>{this.#e?.close()};#n=e=>{this._busy&&e.preventDefault()};#r=()=>{this._question=void 0};#i=async()=>{let e=this._question;if(e!==void 0){this._busy=!0,this._error=``;try{await e.act(e=>{this._progress=e}),this._question===e&&this.#t()}catch(t){let n=await d(this.hass,t);this._question===void 0&&await this.open(e),this._question===e&&(this._error=n)}finally{this._progress=``,this._busy=!1}}}};customElements.define(`msns-confirm`,y);export{h as a,d as c,g as i,v as n,l as o,p as r,f as s,_ as t};