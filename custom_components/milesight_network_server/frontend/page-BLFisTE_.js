import{a as e,c as t,n,r,t as i}from"./styles-DOz70ijH.js";import{c as a,s as o}from"./confirm-IB8lCWUe.js";import{n as s,r as c,t as l}from"./loader-C4d4vyFw.js";import{a as u,l as d,s as f,t as p}from"./panel-CeOJqNMv.js";import{t as m}from"./card-styles-C7Tikgp2.js";import{t as h}from"./page-ClRysnyX.js";import{t as g}from"./settled-BusO7K9q.js";import"./file-drop-CNfsTaJf.js";import"./table-C1m10YUj.js";import"./form-BWYdJ_W7.js";var _=t` :host{display: block;} :host([hidden]){display: none;} .choice{display: grid;grid-template-columns: auto 1fr;gap: 4px 12px;padding: 12px;border: 1px solid var(--msns-line);border-radius: 8px;} .choice > :not(input){grid-column: 2;min-width: 0;overflow-wrap: anywhere;} .choice input{width: 20px;height: 20px;margin: 2px 0 0;accent-color: var(--msns-accent);} .choice label{font-weight: var(--ha-font-weight-medium,500);} `;function v(t,n,{id:i,about:a,more:o=r}){let s=JSON.stringify(t.chosen?.given)===JSON.stringify(n.given),c=n.version===``||n.label.includes(n.version)?``:` (${n.version})`;return e`<div class="choice">
    <input
      type="radio"
      name="firmware"
      id=${i}
      .checked=${s}
      @change=${()=>{y(t,n)}}
    />
    <label for=${i}>${n.label}${c}</label>
    ${a===``?r:e`<p class="quiet">${a}</p>`} ${o}
  </div>`}function y(e,t){e.dispatchEvent(new CustomEvent(`msns-chosen`,{detail:t,bubbles:!0,composed:!0}))}function b(e){let{model:t,official_firmware_id:n,name:r,firmware_version:i}=e;return{given:{model:t??``,official_firmware_id:n??``},label:r??[t,i].filter(Boolean).join(` `),version:i??``}}function x(e){return{given:{firmware_file:e},label:e,version:``}}function S(e){let{compare:t}=new Intl.Collator(`en`,{numeric:!0}),n=e=>(e.firmware_version??``).replace(/^v/i,``);return[...e].sort((e,r)=>t(n(r),n(e)))}function C(e,t){let n=e=>String(e).padStart(2,`0`),r=`${t.getFullYear()}-${n(t.getMonth()+1)}-${n(t.getDate())}`;return`${e.label.slice(0,100)} ${r}`}var w=`ALL`,T=class extends n{static properties={hass:c,words:{attribute:!1},gateway:{attribute:!1},chosen:{attribute:!1},_models:{state:!0},_model:{state:!0},_firmware:{state:!0},_error:{state:!0}};static styles=[i,_,t` select{min-height: 40px;max-width: 100%;padding: 8px 12px;border: 1px solid var(--msns-quiet);border-radius: 6px;background: var(--msns-surface);color: inherit;font: inherit;} .notes{white-space: pre-line;} summary{min-height: 32px;cursor: pointer;} `];constructor(){super(),this._model=this._error=``}firstUpdated(){let{model:e}=this.chosen?.given??{};e!==void 0&&(this._model=e,this.#l(e)),this.#c()}updated(e){let t=e.get(`gateway`);t!==void 0&&t.state!==this.gateway.state&&this.gateway.state===`answers`&&(this._models===void 0&&this.#c(),this._model!==``&&this._firmware===void 0&&this.#l(this._model))}render(){return e`<div class="stack">
      ${this._error===``?r:e`<p role="alert">${this._error}</p>`} ${this.#t()}
    </div>`}#e(e,t){return this.words.text(`firmware.${e}`,t)}#t(){let t=this._models;if(t===void 0)return e`<p class="quiet">${this._error===``?this.#e(`reading_models`):this.#e(`no_models`)}</p>
        ${this._error===``?r:this.#n(()=>this.#c())}`;let n=this.#r,[i,a]=[t.filter(e=>n.has(e)),t.filter(e=>!n.has(e))],o=t=>t.map(t=>e`<option value=${t} ?selected=${t===this._model}>${t}</option>`);return e`<div class="stack">
      <label for="model">${this.#e(`model`)}</label>
      <div class="row">
        <select id="model" @change=${this.#s}>
          <option value="" ?selected=${this._model===``}>${this.#e(`choose_model`)}</option>
          ${i.length===0?r:e`<optgroup label=${this.#e(`models_here`)}>${o(i)}</optgroup>`}
          ${a.length===0?r:e`<optgroup label=${this.#e(`models_other`)}>${o(a)}</optgroup>`}
        </select>
      </div>
      ${this._model===``?r:this.#i()}
    </div>`}#n(t){return e`<div class="row"><button @click=${()=>void t()}>${this.#e(`again`)}</button></div>`}get#r(){let e=`${this.gateway.eui}_`;return new Set(Object.values(this.hass.devices).filter(t=>t.identifiers.some(([t,n])=>t===`milesight_network_server`&&n.startsWith(e))).flatMap(({model:e})=>e?[e]:[]))}#i(){let t=this._firmware;return t===void 0?this._error===``?e`<p class="quiet">${this.#e(`reading_firmware`)}</p>`:this.#n(()=>this.#l(this._model)):t.length===0?e`<p>${this.#e(`nothing_offered`,{model:this._model})}</p>`:e`<div class="stack" role="radiogroup" aria-label=${this.#e(`official`)}>
      ${t.map((e,t)=>v(this,b(e),{id:`official-${t}`,about:this.#a(e),more:this.#o(e)}))}
    </div>`}#a(e){return[e.size?this.#e(`size`,{size:this.words.number(Math.ceil(e.size/1024))}):``,e.frequency_bands.filter(e=>e!==w).join(`, `),e.support_min_hardware_version?this.#e(`hardware`,{version:e.support_min_hardware_version}):``,e.support_min_firmware_version?this.#e(`from`,{version:e.support_min_firmware_version}):``].filter(Boolean).join(` · `)}#o(t){let n=this.words.language.startsWith(`zh`)&&t.firmware_notes_cn||t.firmware_notes_en;return n?e`<details>
      <summary>${this.#e(`notes`)}</summary>
      <p class="notes">${n}</p>
    </details>`:r}#s=e=>{this._model=e.target.value,this._firmware=void 0,this._model!==``&&this.#l(this._model)};async#c(){this._error=``;try{let{models:e}=await d(this.hass,`list_official_models`,this.#u);this._models=e.toSorted(new Intl.Collator(`en`,{numeric:!0}).compare);let t=this._models.filter(e=>this.#r.has(e));t.length===1&&t[0]!==void 0&&this._model===``&&([this._model]=t,await this.#l(this._model))}catch(e){this._error=await a(this.hass,e)}}async#l(e){this._error=``;try{let{firmware:t}=await d(this.hass,`list_official_firmware`,{...this.#u,model:e});e===this._model&&(this._firmware=S(t))}catch(t){let n=await a(this.hass,t);e===this._model&&(this._error=n)}}get#u(){return{config_entry_id:this.gateway.config_entry_id}}};customElements.define(`msns-firmware-official`,T);var E=class extends n{static properties={hass:c,words:{attribute:!1},chosen:{attribute:!1},_uploads:{state:!0},_error:{state:!0},_busy:{state:!0}};static styles=[i,_];constructor(){super(),this._error=``,this._busy=!1}firstUpdated(){this.#r()}render(){let t=this._uploads??[];return e`<div class="stack">
      ${this._error===``?r:e`<p role="alert">${this._error}</p>`}
      <msns-file-drop
        .label=${this.#e(`choose_file`)}
        accept=".bin,application/octet-stream"
        ?busy=${this._busy}
        @msns-file=${e=>{this.#n(e.detail)}}
      >
        <p>${this.#e(this._busy?`uploading`:`drop`)}</p>
      </msns-file-drop>
      ${t.length===0?r:e`<div class="stack" role="radiogroup" aria-label=${this.#e(`own`)}>
              ${t.map((e,t)=>v(this,x(e.name),{id:`own-${t}`,about:this.#t(e)}))}
            </div>`}
    </div>`}#e(e,t){return this.words.text(`firmware.${e}`,t)}#t(e){return[this.#e(`size`,{size:this.words.number(Math.ceil(e.size/1024))}),`MD5 ${e.md5}`,`CRC-32 ${e.crc32}`].join(` · `)}async#n(e,t=!1){if(!this._busy){this._busy=!0,this._error=``;try{let n=await D(this.hass,e),r=await this.hass.connection.sendMessagePromise({type:`${s}/firmware/upload`,file_id:n,replace:t});if(r.problems.length>0)throw await f(this.hass,r.problems,()=>e.name);r.uploaded===null?r.present!==null&&o(this,{title:this.#e(`replace`,{file:r.present.name}),text:this.#e(`replace_text`),names:[this.#t(r.present)],confirm:this.#e(`replace_confirm`),act:()=>this.#n(e,!0)}):(await this.#r(),y(this,x(r.uploaded.name)))}catch(e){this._error=await a(this.hass,e)}finally{this._busy=!1}}}async#r(){try{let e=await this.hass.connection.sendMessagePromise({type:`${s}/firmware/uploads`});this._uploads=e.uploads}catch(e){this._error=await a(this.hass,e)}}};async function D(e,t){let n=new FormData;n.append(`file`,t);let r=await e.fetchWithAuth(`/api/file_upload`,{method:`POST`,body:n});if(!r.ok)throw Error(`${r.status} ${r.statusText}`);let{file_id:i}=await r.json();return i}customElements.define(`msns-firmware-own`,E);var O=[`official`,`own`],k=class extends n{static properties={hass:c,words:{attribute:!1},gateway:{attribute:!1},chosen:{attribute:!1},_source:{state:!0}};static styles=[i,t` :host{display: block;} .sources{display: flex;flex-wrap: wrap;gap: 8px;} .sources button[aria-pressed="true"]{border-color: var(--msns-accent);border-width: 2px;} `];constructor(){super(),this._source=`official`}willUpdate(){!this.hasUpdated&&this.chosen?.given.firmware_file!==void 0&&(this._source=`own`)}render(){let{hass:t,words:n,chosen:r}=this;return e`<div class="stack">
      <div class="sources" role="group" aria-label=${n.text(`firmware.source`)}>
        ${O.map(t=>e`<button
              aria-pressed=${this._source===t?`true`:`false`}
              @click=${()=>{this._source=t}}
            >
              ${n.text(`firmware.${t}`)}
            </button>`)}
      </div>
      <msns-firmware-official
        ?hidden=${this._source!==`official`}
        .hass=${t}
        .words=${n}
        .gateway=${this.gateway}
        .chosen=${r}
      ></msns-firmware-official>
      <msns-firmware-own
        ?hidden=${this._source!==`own`}
        .hass=${t}
        .words=${n}
        .chosen=${r}
      ></msns-firmware-own>
    </div>`}};customElements.define(`msns-firmware-choice`,k);var A=[`fits`,`installed`],j=[`busy`,`other_model`,`not_listed`];function M(e){return A.includes(e.fit)}var N=class extends n{static properties={words:{attribute:!1},devices:{attribute:!1},selected:{attribute:!1},narrow:{type:Boolean,reflect:!0}};static styles=[i,t` :host{display: block;} msns-table{height: min(55vh,34rem);} summary{min-height: 40px;cursor: pointer;padding-block: 8px;} ul.others{list-style: disc;padding-inline-start: 20px;max-height: 20rem;overflow: auto;} `];#e=[];#t=[];#n=[];willUpdate(e){e.has(`words`)&&(this.#n=this.#a()),e.has(`devices`)&&(this.#e=this.devices.filter(M),this.#t=this.devices.filter(e=>!M(e)))}render(){return e`<div class="stack">
      ${this.#e.length===0?e`<p role="status">${this.#r(`none_fits`)}</p>`:e`<msns-table
              .words=${this.words}
              name="firmware-devices"
              .label=${this.#r(`step.devices`)}
              .counted=${this.#i}
              .columns=${this.#n}
              .rows=${this.#e}
              .keyOf=${P}
              selectable
              .selected=${this.selected}
              ?narrow=${this.narrow}
            ></msns-table>`}
      ${this.#o()}
    </div>`}#r(e,t){return this.words.text(`firmware.${e}`,t)}#i=e=>this.words.devices(e);#a(){let e=e=>this.#r(`column.${e}`);return[{key:`name`,label:e(`name`),value:e=>e.name,width:`minmax(10rem, 2fr)`},{key:`model`,label:e(`model`),value:e=>e.model,width:`minmax(6rem, 1fr)`,filter:!0},{key:`firmware_version`,label:e(`firmware_version`),value:e=>e.firmware_version,width:`minmax(6rem, 1fr)`,filter:!0,narrow:!0},{key:`fit`,label:e(`fit`),value:e=>this.#r(`fit.${e.fit}`),width:`minmax(10rem, 2fr)`,filter:!0,narrow:!0},{key:`dev_eui`,label:e(`dev_eui`),value:e=>e.dev_eui,width:`10.5rem`}]}#o(){let t=this.#t;return t.length===0?r:e`<details>
      <summary>${this.#r(`others`,{devices:this.words.devices(t.length)})}</summary>
      <ul class="others" tabindex="0" aria-label=${this.#r(`others_label`)}>
        ${j.map(n=>{let i=t.filter(e=>e.fit===n);if(i.length===0)return r;let a=i.map(e=>n===`other_model`&&e.model?`${e.name} (${e.model})`:e.name);return e`<li>
            ${this.#r(`fit.${n}`)} – ${this.words.devices(i.length)}
            <p class="quiet">${a.join(`, `)}</p>
          </li>`})}
      </ul>
    </details>`}};function P(e){return e.dev_eui}customElements.define(`msns-firmware-devices`,N);async function F(e,t,n,r){let i=await e.connection.sendMessagePromise({type:`${s}/firmware/devices`,config_entry_id:t,...n.given});if(i.problems.length>0)throw await f(e,i.problems,r);return i}var I=[`firmware`,`devices`,`time`,`overview`];function L(e,t){let n=I.find(t=>t===e)??`firmware`;return n===`firmware`||!t.hasFirmware?`firmware`:t.hasDevices&&t.isAnySelected?n:`devices`}var R=class extends n{static properties={words:{attribute:!1},step:{attribute:!1},ready:{type:Boolean},busy:{type:Boolean}};static styles=[i,t` :host{position: sticky;inset-block-end: -16px;display: flex;justify-content: space-between;gap: 8px;padding-block: 12px;background: var(--primary-background-color,#fafafa);z-index: 1;} button{min-height: 44px;padding-inline: 24px;border-radius: 22px;} .main{margin-inline-start: auto;} `];render(){let t=I.indexOf(this.step),n=I[t-1],i=I[t+1],a=this.busy||!this.ready;return e`${n===void 0?r:e`<button
            ?disabled=${this.busy}
            @click=${()=>{this.#t(n)}}
          >
            ${this.#e(`back`)}
          </button>`}
    ${i===void 0?e`<button class="main" ?disabled=${a} @click=${this.#n}>
            ${this.#e(this.busy?`starting`:`start`)}
          </button>`:e`<button
            class="main"
            ?disabled=${a}
            @click=${()=>{this.#t(i)}}
          >
            ${this.#e(`next`)}
          </button>`}`}#e(e){return this.words.text(`firmware.${e}`)}#t(e){this.dispatchEvent(new CustomEvent(`msns-step`,{detail:e}))}#n=()=>{this.dispatchEvent(new CustomEvent(`msns-start`))}};customElements.define(`msns-firmware-foot`,R);function z(t){return t.length===0?r:e`<ul class="notes">
    ${t.map(t=>e`<li>${t}</li>`)}
  </ul>`}var B=t` ul.notes{list-style: disc;padding-inline-start: 20px;} `,V=class extends n{static properties={words:{attribute:!1},told:{attribute:!1},estimating:{type:Boolean},wrong:{type:Boolean}};static styles=[i,B,t` :host{display: contents;} .estimate{padding: 12px 16px;border-inline-start: 4px solid var(--msns-accent);background: var(--msns-sunken);} b{font-size: var(--ha-font-size-l,16px);font-weight: var(--ha-font-weight-medium,500);} `];constructor(){super(),this.estimating=this.wrong=!1}render(){let{estimate:t,warnings:n}=this.told??{estimate:null,warnings:[]},i=this.told?.values.started_at,a=t===null?this.#e(this.estimating?`reckoning`:this.wrong?`wrong`:`no_estimate`):this.#e(`estimate`,{fragments:this.words.number(t.sent_fragments),duration:this.words.duration(t.duration),ends:this.words.moment(new Date(t.ends_at))});return e`<div class="estimate stack" aria-live="polite">
        <b>${a}</b>
        ${typeof i==`string`?e`<p class="quiet">${this.#e(`starts`,{at:this.words.moment(new Date(i))})}</p>`:r}
      </div>
      ${z(n)}`}#e(e,t){return this.words.text(`firmware.${e}`,t)}};customElements.define(`msns-firmware-estimate`,V);var H=class extends n{static properties={words:{attribute:!1},firmware:{attribute:!1},devices:{attribute:!1},values:{attribute:!1},problems:{attribute:!1},estimate:{attribute:!1},estimating:{type:Boolean},narrow:{type:Boolean,reflect:!0}};static styles=[i,B,t` :host{display: contents;} dl{display: grid;grid-template-columns: minmax(7rem,max-content) 1fr;gap: 8px 16px;margin: 0;} :host([narrow]) dl{grid-template-columns: 1fr;gap: 2px;} dt{color: var(--msns-quiet);} dd{margin: 0;overflow-wrap: anywhere;} `];render(){let{devices:t}=this,n=t.find(e=>e.dev_eui===this.values.canary),i=Object.values(this.problems);return e`<dl>
        <dt>${this.#e(`step.firmware`)}</dt>
        <dd>${this.firmware}</dd>
        <dt>${this.#e(`field.name`)}</dt>
        <dd>${this.values.name}</dd>
        <dt>${this.#e(`step.devices`)}</dt>
        <dd>
          <details>
            <summary>${this.words.devices(t.length)}</summary>
            ${t.map(e=>e.name).join(`, `)}
          </details>
        </dd>
        ${n===void 0?r:e`<dt>${this.#e(`field.canary`)}</dt>
                <dd>${n.name}</dd>`}
      </dl>
      ${i.length===0?r:e`<div role="alert">${z(i)}</div>`}
      <msns-firmware-estimate
        .words=${this.words}
        .told=${this.estimate}
        ?estimating=${this.estimating}
        ?wrong=${i.length>0}
      ></msns-firmware-estimate>
      <p class="quiet">${this.#e(n===void 0?`overview`:`overview_canary`)}</p>`}#e(e){return this.words.text(`firmware.${e}`)}};customElements.define(`msns-firmware-overview`,H);var U=class extends n{static properties={hass:c,words:{attribute:!1},gateway:{attribute:!1}};static styles=[i,t` :host{display: flex;flex-direction: column;gap: 16px;max-width: 70rem;margin-inline: auto;} `];firstUpdated(){l(()=>import(`./updates-card-SzXYwSh8.js`),[],import.meta.url).catch(e=>{p(this,{text:this.words.text(`panel.not_loaded`,{reason:String(e)})})})}render(){let{device_id:t}=this.gateway;return e`<msns-updates-card
        .hass=${this.hass}
        .config=${{type:``,...t!==null&&{device:t}}}
      ></msns-updates-card>
      <div class="row">
        <button @click=${this.#e}>${this.words.text(`firmware.another`)}</button>
      </div>`}#e=()=>{this.dispatchEvent(new CustomEvent(`msns-another`))}};customElements.define(`msns-firmware-started`,U);var W=class extends n{static properties={words:{attribute:!1},step:{attribute:!1}};static styles=[i,t` ol{display: flex;flex-wrap: wrap;gap: 8px 24px;counter-reset: step;} li{display: flex;align-items: center;gap: 4px;min-height: 40px;border-bottom: 3px solid transparent;counter-increment: step;color: var(--msns-quiet);} li::before{content: counter(step) ". ";} li[aria-current]{color: var(--msns-text);font-weight: var(--ha-font-weight-medium,500);border-color: var(--msns-accent);} button{min-height: 32px;padding: 0;border: 0;border-radius: 0;font-weight: inherit;text-decoration: underline;} `];render(){let t=I.indexOf(this.step);return e`<ol aria-label=${this.words.text(`firmware.steps`)}>
      ${I.map((n,i)=>{let a=this.words.text(`firmware.step.${n}`);return e`<li aria-current=${i===t?`step`:r}>
          ${i<t?e`<button @click=${()=>{this.dispatchEvent(new CustomEvent(`msns-step`,{detail:n}))}}>${a}</button>`:a}
        </li>`})}
    </ol>`}};customElements.define(`msns-firmware-steps`,W);var G=[`fragment_size`,`fragment_interval`,`fragment_redundancy`,`dr`,`frequency`];function K(e,t,n){let{name:r,canary:i,at:a,when:o}=t,s=G.flatMap(e=>{let n=t[e];return n===void 0||n===``?[]:[[e,n]]}),c=new Date(String(a??``)),l=o===`later`&&!Number.isNaN(c.getTime());return{...e?.given,...typeof r==`string`&&r!==``&&{name:r},...l&&{started_at:c.toISOString()},...i!==void 0&&i!==``&&n.has(String(i))&&{canary:i},...Object.fromEntries(s)}}function q({name:e,when:t,at:n}){return{...(e===void 0||e===``)&&{name:`no_name`},...t===`later`&&(n===void 0||n===``)&&{started_at:`no_time`}}}var J=class extends n{static properties={words:{attribute:!1},devices:{attribute:!1},values:{attribute:!1},problems:{attribute:!1},used:{attribute:!1},estimate:{attribute:!1},estimating:{type:Boolean}};static styles=[i,t` :host{display: contents;} .when{display: flex;flex-direction: column;gap: 4px;} input{min-height: 40px;width: min(100%,20rem);padding: 8px 12px;border: 1px solid var(--msns-quiet);border-radius: 6px;background: var(--msns-surface);color: inherit;color-scheme: light dark;font: inherit;} `];render(){let{started_at:t,...n}=this.problems,i=e=>Object.fromEntries(Object.entries(n).filter(([t])=>(t===`name`||t===`canary`)===e));return e`<msns-form
        .words=${this.words}
        .sections=${this.#n()}
        .values=${this.values}
        .problems=${i(!0)}
        @msns-change=${this.#i}
      ></msns-form>
      ${this.values.when===`later`?this.#t(t):r}
      <msns-firmware-estimate
        .words=${this.words}
        .told=${this.estimate}
        ?estimating=${this.estimating}
        ?wrong=${Object.keys(this.problems).length>0}
      ></msns-firmware-estimate>
      <msns-form
        .words=${this.words}
        .sections=${this.#r()}
        .values=${this.values}
        .problems=${i(!1)}
        @msns-change=${this.#i}
      ></msns-form>`}#e(e){return this.words.text(`firmware.${e}`)}#t(t){return e`<div class="when">
      <label for="at">${this.#e(`field.started_at`)}</label>
      <input
        type="datetime-local"
        id="at"
        .value=${String(this.values.at??``)}
        aria-invalid=${t===void 0?`false`:`true`}
        aria-describedby=${t===void 0?r:`at-problem`}
        @change=${e=>{this.#a({name:`at`,value:e.target.value})}}
      />
      ${t===void 0?r:e`<p role="alert" id="at-problem">${t}</p>`}
    </div>`}#n(){let{devices:e}=this;return[{fields:[{name:`name`,label:this.#e(`field.name`),kind:`text`,required:!0},{name:`when`,label:this.#e(`when`),kind:`select`,required:!0,options:[`now`,`later`].map(e=>({value:e,label:this.#e(`when_${e}`)}))},{name:`canary`,label:this.#e(`field.canary`),kind:`select`,help:this.#e(`canary_help`),placeholder:this.#e(`no_canary`),options:e.map(e=>({value:e.dev_eui,label:e.name})),readonly:e.length<2}]}]}#r(){let e={fragment_size:this.#e(`unit.bytes`),fragment_interval:`ms`,fragment_redundancy:`%`,frequency:`Hz`};return[{heading:this.#e(`how`),folded:!0,fields:G.map(t=>({name:t,label:this.#e(`field.${t}`),kind:`number`,placeholder:t in this.used?String(this.used[t]):``,...e[t]!==void 0&&{unit:e[t]}}))}]}#i=e=>{this.#a(e.detail)};#a(e){this.dispatchEvent(new CustomEvent(`msns-change`,{detail:e}))}};customElements.define(`msns-firmware-time`,J);var Y=400,X=class extends h{static properties={...h.properties,_choice:{state:!0},_devices:{state:!0},_selected:{state:!0},_values:{state:!0},_estimate:{state:!0},_problems:{state:!0},_warnings:{state:!0},_error:{state:!0},_busy:{state:!0},_started:{state:!0}};static styles=[i,B,m,t` .page{display: flex;flex-direction: column;gap: 16px;max-width: 70rem;margin-inline: auto;} `];#e=[];#t={};#n=new g(this,{ask:async()=>{let e=await this.hass.connection.sendMessagePromise({type:`${s}/firmware/estimate`,...this.#u,dev_euis:[...this._selected],task:this.#f});return{told:e,wrong:await f(this.hass,e.problems,e=>this.#m(e))}},take:({told:e,wrong:t})=>{this._estimate=e,this.#t={...this.#t,...e.values},this._problems={...this.#p,...t.fields},this._error=``},failed:async e=>{let t=await a(this.hass,e);return()=>{this._estimate=void 0,this._error=t}}});constructor(){super(),this._selected=new Set,this._values={when:`now`},this._problems={},this._warnings=[],this._error=``,this._busy=this._started=!1}willUpdate(e){(e.has(`_devices`)||e.has(`_selected`))&&(this.#e=(this._devices??[]).filter(e=>M(e)&&this._selected.has(e.dev_eui)))}updated(e){if(!e.has(`rest`))return;let t=this.#r;(t===`time`||t===`overview`)&&this.#n.askIn(0),t===`devices`&&this._devices===void 0&&this.#l()}get#r(){return L(this.rest[0],{hasFirmware:this._choice!==void 0,hasDevices:this._devices!==void 0,isAnySelected:this._selected.size>0})}render(){if(!this.gateway.has_fuota)return e`<p>${this.text(`card.no_fuota`)}</p>`;if(this._started)return e`<msns-firmware-started
        .hass=${this.hass}
        .words=${this.words}
        .gateway=${this.gateway}
        @msns-another=${this.#g}
      ></msns-firmware-started>`;let t=this.#r;return e`<div class="page">
      <msns-firmware-steps .words=${this.words} .step=${t} @msns-step=${this.#s}></msns-firmware-steps>
      <section class="card stack" aria-labelledby="heading">
        <h2 id="heading">${this.#i(`step.${t}`)}</h2>
        ${this._error===``?r:e`<p role="alert">${this._error}</p>`}
        ${this.#a(t)}
      </section>
      <msns-firmware-foot
        .words=${this.words}
        .step=${t}
        ?ready=${this.#o(t)}
        ?busy=${this._busy}
        @msns-step=${this.#s}
        @msns-start=${this.#h}
      ></msns-firmware-foot>
    </div>`}#i(e,t){return this.text(`firmware.${e}`,t)}#a(t){switch(t){case`firmware`:return e`<msns-firmware-choice
          .hass=${this.hass}
          .words=${this.words}
          .gateway=${this.gateway}
          .chosen=${this._choice}
          @msns-chosen=${e=>{JSON.stringify(e.detail.given)!==JSON.stringify(this._choice?.given)&&(this._choice=e.detail,this._devices=void 0,this._selected=new Set,this._error=``)}}
        ></msns-firmware-choice>`;case`devices`:return this.#c();case`time`:return e`<msns-firmware-time
          .words=${this.words}
          .devices=${this.#e}
          .values=${this._values}
          .problems=${this._problems}
          .used=${this.#t}
          .estimate=${this._estimate}
          ?estimating=${this.#n.isOpen}
          @msns-change=${this.#d}
        ></msns-firmware-time>`;case`overview`:return e`<msns-firmware-overview
          .words=${this.words}
          .firmware=${this._choice?.label??``}
          .devices=${this.#e}
          .values=${this._values}
          .problems=${this._problems}
          .estimate=${this._estimate}
          ?estimating=${this.#n.isOpen}
          ?narrow=${this.narrow}
        ></msns-firmware-overview>`}}#o(e){return e===`firmware`?this._choice!==void 0:e===`devices`?this._selected.size>0:this._estimate?.problems.length===0&&!this.#n.isOpen}#s=({detail:e})=>{this._error=``,this.go(`firmware`,e)};#c(){let t=this._devices;return t===void 0?e`<p class="quiet" role="status">${this._error===``?this.#i(`reading_devices`):``}</p>
        ${this._error===``?r:e`<div class="row"><button @click=${()=>void this.#l()}>${this.#i(`again`)}</button></div>`}`:e`<p>${this.#i(`selected`,{devices:this.words.devices(this._selected.size),firmware:this._choice?.label??``})}</p>
      ${z(this._warnings)}
      <msns-firmware-devices
        .words=${this.words}
        .devices=${t}
        .selected=${this._selected}
        ?narrow=${this.narrow}
        @msns-select=${e=>{this._selected=new Set(e.detail),this._estimate=void 0}}
      ></msns-firmware-devices>`}async#l(){let e=this._choice;if(e!==void 0){this._error=``;try{let t=await F(this.hass,this.gateway.config_entry_id,e,e=>this.#m(e));if(e!==this._choice)return;this._devices=t.devices,this._warnings=t.warnings,this._selected=new Set(t.devices.filter(e=>e.fit===`fits`).map(e=>e.dev_eui)),this._values={...this._values,name:C(e,new Date)}}catch(t){let n=await a(this.hass,t);e===this._choice&&(this._error=n)}}}get#u(){return{config_entry_id:this.gateway.config_entry_id}}#d=e=>{this._values={...this._values,[e.detail.name]:e.detail.value},this.#n.askIn(Y)};get#f(){return K(this._choice,this._values,this._selected)}get#p(){return Object.fromEntries(Object.entries(q(this._values)).map(([e,t])=>[e,this.#i(t)]))}#m(e){return this.#i(`field.${e}`)||e}#h=async()=>{if(!(Object.keys(this._problems).length>0)){this._busy=!0,this._error=``;try{let e=await d(this.hass,`add_fuota_task`,{...this.#u,dev_euis:[...this._selected],...this.#f},{label:e=>this.#m(e)});this.toast({text:[this.#i(`started`),...e.warnings??[]].join(` `)}),this._started=!0,this.go(`firmware`)}catch(e){e instanceof u?this._problems=e.fields:this._error=await a(this.hass,e)}finally{this._busy=!1}}};#g=()=>{this._started=!1,this._choice=this._devices=this._estimate=void 0,this._selected=new Set,this._values={when:`now`},this._problems={},this.#t={}}};customElements.define(`msns-firmware-page`,X);export{X as FirmwarePage};