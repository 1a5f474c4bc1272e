import{a as e,c as t,n,r,t as i}from"./styles-DOz70ijH.js";import{c as a}from"./confirm-IB8lCWUe.js";import{n as o,r as s}from"./loader-C4d4vyFw.js";import{a as c,i as l,l as u,o as d,r as f,s as p,t as m}from"./panel-CeOJqNMv.js";import"./file-drop-CNfsTaJf.js";import"./form-BWYdJ_W7.js";import{t as h}from"./page-ClRysnyX.js";import"./progress-BCIMjo-g.js";import{t as g}from"./card-styles-C7Tikgp2.js";import"./table-C1m10YUj.js";import{t as _}from"./download-Cg2tff3Q.js";function v(e,t){let n=b(t),r=e=>Array.isArray(e)?e.length:0,i=x(n.gateway)?n.gateway.name:void 0,a=new Date(typeof n.saved_at==`string`?n.saved_at:``);return{name:e,text:t,gateway:typeof i==`string`?i:``,savedAt:Number.isNaN(a.getTime())?void 0:a,hasKeys:x(n.keys),counts:Array.isArray(n.devices)?{profiles:r(n.profiles),devices:r(n.devices),multicast_groups:r(n.multicast_groups)}:void 0}}function y(e,t){let n=e.replace(/[^\p{L}\p{N}]+/gu,`-`).replace(/^-+|-+$/g,``),r=[t.getFullYear(),t.getMonth()+1,t.getDate()].map(e=>String(e).padStart(2,`0`));return`${n||`gateway`}-${r.join(`-`)}.json`}function b(e){try{let t=JSON.parse(e);return x(t)?t:{}}catch{return{}}}function x(e){return typeof e==`object`&&!!e&&!Array.isArray(e)}var S=[`failed`,`added`,`changed`,`not_in_file`,`unchanged`];function C(e){return e.added.length+e.changed.length}function w(e,t){return S.flatMap(n=>e[n].map((e,r)=>({...e,state:n,key:`${n} ${r}`,details:e.errors?.join(` `)??(e.changes??[]).map(e=>E(e,t)).join(`; `)})))}function T(e){let t=new Map;for(let n of e)for(let e of n.errors??[]){let r=t.get(e);r===void 0?t.set(e,[n.name]):r.push(n.name)}return[...t]}function E(e,t){return`${t(e.field)}: ${D(e.gateway)} → ${D(e.file)}`}function D(e){return Array.isArray(e)?e.length===0?`–`:e.join(`, `):e===null||e===``?`–`:typeof e==`string`?e:JSON.stringify(e)}var O=class extends n{static properties={words:{attribute:!1},compared:{attribute:!1},done:{type:Boolean},busy:{type:Boolean},narrow:{type:Boolean}};static styles=[i,g,t` ul.notes{list-style: disc;padding-inline-start: 20px;} .summary{display: flex;align-items: center;gap: 8px;font-size: var(--ha-font-size-l,16px);} .numbers{display: flex;flex-wrap: wrap;gap: 4px 24px;} .summary .good{color: var(--msns-good);} .summary .bad{color: var(--msns-bad);} .failures{max-height: 20rem;overflow: auto;} msns-table{height: min(60vh,36rem);} `];#e=[];#t=[];constructor(){super(),this.done=this.busy=this.narrow=!1}willUpdate(e){(e.has(`words`)||e.has(`done`))&&(this.#e=this.#o()),(e.has(`words`)||e.has(`compared`))&&(this.#t=w(this.compared,e=>this.#n(`field.${e}`)||e))}render(){let{compared:t,done:n}=this,i=t.same||n&&t.failed.length===0;return e`<section class="card stack" aria-labelledby="result">
      <h2 id="result">${this.#n(n?`after`:`comparison`)}</h2>
      <p class="summary" role="status">
        <span class=${i?`good`:`bad`}>${l(i?`check`:`alert`)}</span>
        ${this.#i()}
      </p>
      <ul class="numbers">
        ${S.filter(e=>t[e].length>0).map(n=>e`<li><b>${this.words.number(t[n].length)}</b> ${this.#n(`${this.#r}.${n}`)}</li>`)}
      </ul>
      ${t.warnings.length===0?r:e`<ul class="notes">
              ${t.warnings.map(t=>e`<li>${t}</li>`)}
            </ul>`}
      ${!n&&C(t)>0?e`<div class="row end">
              <button class="main" ?disabled=${this.busy} @click=${this.#c}>${this.#n(`restore`)}</button>
            </div>`:r}
      ${this.#a()}
      <msns-table
        .words=${this.words}
        name="backup-comparison"
        .label=${this.#n(`comparison`)}
        .counted=${this.#s}
        .columns=${this.#e}
        .rows=${this.#t}
        .keyOf=${k}
        ?narrow=${this.narrow}
      ></msns-table>
    </section>`}#n(e){return this.words.text(`backup.${e}`)}get#r(){return this.done?`state_done`:`state`}#i(){let{compared:e,done:t}=this;return t?this.#n(e.failed.length>0?`restored_part`:`restored`):e.same?this.#n(`same`):this.#n(C(e)>0?`different`:`nothing_to_do`)}#a(){let t=T(this.compared.failed);return t.length===0?r:e`<h3>${this.#n(`failures`)}</h3>
      <ul class="notes failures" tabindex="0" aria-label=${this.#n(`failures`)}>
        ${t.map(([t,n])=>e`<li>
            ${t}
            <p class="quiet">${n.join(`, `)}</p>
          </li>`)}
      </ul>`}#o(){let t=e=>this.#n(`column.${e}`);return[{key:`name`,label:t(`name`),value:e=>e.name,width:`minmax(10rem, 2fr)`},{key:`kind`,label:t(`kind`),value:e=>this.#n(`kind.${e.kind}`),width:`minmax(7rem, 1fr)`,filter:!0},{key:`state`,label:t(`state`),value:e=>this.#n(`${this.#r}.${e.state}`),width:`minmax(8rem, 1fr)`,filter:!0,narrow:!0},{key:`dev_eui`,label:t(`dev_eui`),value:e=>e.dev_eui??null,width:`10.5rem`},{key:`details`,label:t(`details`),value:e=>e.details||null,cell:t=>t.details===``?r:e`<span title=${t.details}>${t.details}</span>`,width:`minmax(12rem, 4fr)`,narrow:!0}]}#s=e=>this.words.counted(`things`,e);#c=()=>{this.dispatchEvent(new CustomEvent(`msns-restore`))}};function k(e){return e.key}customElements.define(`msns-backup-result`,O);var A={include_keys:!1,passphrase:``,again:``},j=class extends n{static properties={hass:s,words:{attribute:!1},gateway:{attribute:!1},busy:{type:Boolean},_values:{state:!0},_problems:{state:!0},_error:{state:!0},_saving:{state:!0}};static styles=[i,g];constructor(){super(),this._values=A,this._problems={},this._error=``,this.busy=this._saving=!1}render(){return e`<section class="card stack" aria-labelledby="save">
      <h2 id="save">${this.#e(`save`)}</h2>
      <p>${this.#e(`save_text`,{gateway:this.gateway.name})}</p>
      <msns-form
        .words=${this.words}
        .sections=${this.#t()}
        .values=${this._values}
        .problems=${this._problems}
        ?busy=${this._saving}
        @msns-change=${e=>{this._values={...this._values,[e.detail.name]:e.detail.value},this._problems={}}}
      ></msns-form>
      <p class="quiet">${this.#e(`not_saved`)}</p>
      ${this._error===``?r:e`<p role="alert">${this._error}</p>`}
      <div class="row end">
        <button class="main" ?disabled=${this.busy||this._saving} @click=${this.#n}>
          ${this.#e(this._saving?`saving`:`save_file`)}
        </button>
      </div>
    </section>`}#e(e,t){return this.words.text(`backup.${e}`,t)}#t(){let e=(e,t)=>({name:e,label:this.#e(e),kind:`secret`,required:!0,...t!==void 0&&{help:t}});return[{fields:[{name:`include_keys`,label:this.#e(`include_keys`),kind:`switch`,help:this.#e(`include_keys_help`)},...this._values.include_keys===!0?[e(`passphrase`,this.#e(`passphrase_help`)),e(`again`)]:[]]}]}#n=async()=>{let{include_keys:e,passphrase:t,again:n}=this._values;if(e===!0&&t!==n)this._problems={again:this.#e(`differs`)};else{this.#r(!0),this._problems={},this._error=``;try{let n=await u(this.hass,`export_gateway`,{config_entry_id:this.gateway.config_entry_id,...e===!0&&{include_keys:e,...t!==``&&{passphrase:t}}},{label:e=>this.#e(`field.${e}`)||e}),r=y(this.gateway.name,new Date);_(r,String(n.file),`application/json`),this._values=A,m(this,{text:[this.#e(`saved`,{file:r}),...n.warnings??[]].join(` `)})}catch(e){e instanceof c?this._problems=e.fields:this._error=await a(this.hass,e)}finally{this.#r(!1)}}};#r(e){this._saving=e,this.dispatchEvent(new CustomEvent(`msns-saving`,{detail:e}))}};customElements.define(`msns-backup-save`,j);var M,N=``,P=class extends h{static properties={...h.properties,_file:{state:!0},_problems:{state:!0},_error:{state:!0},_busy:{state:!0},_compared:{state:!0},_restore:{state:!0}};static styles=[i,g,t` .cards{display: grid;grid-template-columns: repeat(2,minmax(0,1fr));align-items: start;gap: 16px;} :host([narrow]) .cards{grid-template-columns: minmax(0,1fr);} .whole{grid-column: 1 / -1;} msns-file-drop p{overflow-wrap: anywhere;} `];constructor(){super(),this._file=M,this._problems={},this._error=this._busy=``,new f(this,()=>({type:`${o}/backup/follow`,config_entry_id:this.gateway.config_entry_id}),e=>{this._restore=e})}updated(e){e.has(`_restore`)&&this.#c()}render(){let t=this._restore?.is_running===!0,n=this._busy!==``||t,i=this.#p,a=i??this._compared;return e`<div class="cards">
      <msns-backup-save
        .hass=${this.hass}
        .words=${this.words}
        .gateway=${this.gateway}
        ?busy=${this._busy!==``}
        @msns-saving=${e=>{this._busy=e.detail?`save`:``}}
      ></msns-backup-save>
      ${this.#t(n)} ${t?this.#u(this._restore):r}
      ${a===void 0?r:e`<msns-backup-result
              class="whole"
              .words=${this.words}
              .compared=${a}
              ?done=${i!==void 0}
              ?busy=${n}
              ?narrow=${this.narrow}
              @msns-restore=${()=>{this.#s(a)}}
            ></msns-backup-result>`}
    </div>`}#e(e,t){return this.text(`backup.${e}`,t)}#t(t){let n=this._file,i=this._problems.file_passphrase;return e`<section class="card stack" aria-labelledby="open">
      <h2 id="open">${this.#e(`open`)}</h2>
      <p>${this.#e(`open_text`,{gateway:this.gateway.name})}</p>
      <msns-file-drop
        .label=${this.#e(n===void 0?`choose`:`choose_other`)}
        accept=".json,application/json"
        ?busy=${t}
        @msns-file=${e=>{this.#i(e.detail)}}
      >
        ${n===void 0?e`<p>${this.#e(`drop`)}</p>`:this.#r(n)}
      </msns-file-drop>
      ${n?.hasKeys===!0?e`<msns-form
              .words=${this.words}
              .sections=${this.#n}
              .values=${{file_passphrase:N}}
              .problems=${i===void 0?{}:{file_passphrase:i}}
              ?busy=${t}
              @msns-change=${e=>{N=String(e.detail.value),this._compared=void 0,this._problems={},this.requestUpdate()}}
            ></msns-form>`:r}
      ${this._problems.file===void 0?r:e`<p role="alert">${this._problems.file}</p>`}
      ${this._error===``?r:e`<p role="alert">${this._error}</p>`}
      <div class="row end">
        <button class="main" ?disabled=${t||n===void 0} @click=${this.#o}>
          ${this.#e(this._busy===`compare`?`comparing`:`compare`)}
        </button>
      </div>
    </section>`}get#n(){let e=`file_passphrase`;return[{fields:[{name:e,label:this.#e(e),kind:`secret`,help:this.#e(`${e}_help`)}]}]}#r(t){let{counts:n,savedAt:i}=t,a=n===void 0?``:[this.words.devices(n.devices),this.words.counted(`profiles`,n.profiles),this.words.counted(`groups`,n.multicast_groups),this.#e(t.hasKeys?`with_keys`:`without_keys`)].join(`, `);return e`<p>${t.name}</p>
      ${i===void 0?r:e`<p class="quiet">${this.#e(`of`,{gateway:t.gateway,at:this.words.moment(i)})}</p>`}
      ${a===``?r:e`<p class="quiet">${a}</p>`}`}async#i(e){this._compared=void 0,this._problems={},this._error=N=``,this.#l(),e.size>35e5?(this._file=M=void 0,this._error=this.#e(`large`,{file:e.name})):this._file=M=v(e.name,await e.text())}get#a(){return{config_entry_id:this.gateway.config_entry_id,file:this._file?.text,...N!==``&&{passphrase:N}}}#o=async()=>{this._busy=`compare`,this._problems={},this._error=``,this.#l();try{let e=await u(this.hass,`compare_gateway`,this.#a,{label:e=>this.#m(e)});this._compared=e}catch(e){this._compared=void 0,await this.#h(e)}finally{this._busy=``}};#s(e){let{added:t,changed:n}=e,r=n.map(e=>e.name);this.ask({title:this.#e(`confirm`,{gateway:this.gateway.name}),text:this.#e(r.length===0?`confirm_added`:`confirm_changed`,{added:this.words.number(t.length),changed:this.words.number(n.length)}),...r.length>0&&{names:r},confirm:this.#e(`restore`),act:()=>this.#f(`restore`,this.#a)})}async#c(){let e=this._restore;e!==void 0&&e.is_finished&&(this._compared=void 0,e.problems.length>0?await this.#h(await p(this.hass,e.problems,e=>this.#m(e))):e.error!==null&&(this._error=await d(this.hass,e.error)))}#l(){this._restore?.is_finished===!0&&this.#f(`forget`).catch(()=>void 0)}#u(t){let{done:n=0,total:r=0,is_stopping:i=!1}=t??{},a=i?this.#e(`stopping`):r===0?this.#e(`reading`):this.#e(`restoring`,{done:this.words.number(n),total:this.words.number(r)});return e`<section class="card stack whole">
      <msns-progress .done=${n} .total=${r} .label=${a}></msns-progress>
      <p class="quiet">${this.#e(`leave`)}</p>
      <div class="row"><button ?disabled=${i} @click=${this.#d}>${this.#e(`stop`)}</button></div>
    </section>`}#d=()=>{this.ask({title:this.#e(`stop`),text:this.#e(`stop_text`),confirm:this.#e(`stop`),act:()=>this.#f(`stop`)})};#f(e,t={}){let{config_entry_id:n}=this.gateway;return this.hass.connection.sendMessagePromise({type:`${o}/backup/${e}`,config_entry_id:n,...t})}get#p(){let e=this._restore;return e?.is_finished===!0?e.response??void 0:void 0}#m(e){return this.#e(`field.${e}`)||e}async#h(e){if(e instanceof c){let{passphrase:t,...n}=e.fields;this._problems={...n,...t!==void 0&&{file_passphrase:t}},this._error=Object.entries(n).filter(([e])=>e!==`file`).map(([,e])=>e).join(`; `)}else this._error=await a(this.hass,e)}};customElements.define(`msns-backup-page`,P);export{P as BackupPage};