import{a as e,c as t,n,r,t as i}from"./styles-DOz70ijH.js";import{c as a}from"./confirm-CKK79a70.js";import{t as o}from"./download-Cg2tff3Q.js";import{n as s,r as c,t as l}from"./loader-BJIVQvKY.js";import{l as u,r as d,s as f}from"./panel-BeBJiSFH.js";import{t as p}from"./card-styles-C7Tikgp2.js";import{r as ee,t as m}from"./choices-BBieAYWO.js";import"./form-BSfQZt2Z.js";import{t as h}from"./page-DERognaJ.js";import"./progress-BCIMjo-g.js";import{t as g}from"./settled-BusO7K9q.js";import"./table-BDHGFQ3N.js";import{t as _}from"./milesight-Cy3lMEhz.js";import"./file-drop-_oA4UYGv.js";var v=[`dev_eui`,`name`,`description`,`application_id`,`profile_id`,`payload_codec_id`,`f_port`,`skip_f_cnt_check`,`app_key`,`dev_addr`,`nwk_s_key`,`app_s_key`,`f_cnt_up`,`f_cnt_down`,`mb_mode`,`mb_frame_port`,`mb_tcp_port`],y=[`app_key`,`nwk_s_key`,`app_s_key`],b={dev_eui:[`deveui`,`deviceeui`,`devui`,`eui`,`enddeviceeui`],name:[`name`,`devicename`,`label`,`deviceid`,`id`],description:[`description`,`devicedescription`,`comment`,`notes`],application_id:[`applicationid`,`application`,`applicationname`,`appid`,`appname`],profile_id:[`profileid`,`profile`,`deviceprofile`,`deviceprofileid`,`deviceprofilename`,`profilename`],payload_codec_id:[`payloadcodecid`,`payloadcodec`,`codec`,`payloadname`,`codecname`],f_port:[`fport`,`port`,`applicationport`],skip_f_cnt_check:[`skipfcntcheck`,`skipframecountercheck`],app_key:[`appkey`,`applicationkey`,`otaaappkey`,`nwkkey`,`networkkey`],dev_addr:[`devaddr`,`deviceaddress`,`devaddress`],nwk_s_key:[`nwkskey`,`networksessionkey`,`fnwksintkey`,`nwksenckey`],app_s_key:[`appskey`,`applicationsessionkey`],f_cnt_up:[`fcntup`,`uplinkframecounter`,`lastfcntup`,`sessionlastfcntup`],f_cnt_down:[`fcntdown`,`downlinkframecounter`,`lastnfcntdown`,`sessionlastnfcntdown`],mb_mode:[`mbmode`,`modbusmode`],mb_frame_port:[`mbframeport`,`modbusframeport`],mb_tcp_port:[`mbtcpport`,`modbustcpport`]},x=new Set([`frequencyplanid`,`lorawanversion`,`lorawanphyversion`,`brandid`,`modelid`,`bandid`,`hardwareversion`,`firmwareversion`,`supportsclassb`,`supportsclassc`,`macsettingsrx1delay`,`supports32bitfcnt`,`rx1delay`,`vendorid`,`vendorprofileid`,`attributes`,`formatters`]),te=new Set([`deviceprofileid`,`isdisabled`,`skipfcntcheck`,`externalpowersource`]),S=new Set([...x,`joineui`,`appeui`,`isdisabled`,`tags`,`variables`]),C=[`application_id`,`profile_id`,`payload_codec_id`];function w(e){let t=e.headings.map(T),n=E(t,e.headings),r=n===`things_stack`||n===`chirpstack`,i=t.map(()=>null);for(let e of v)if(!(r&&C.includes(e)))for(let n of b[e]){let r=t.indexOf(n);if(r>=0&&i[r]===null){i[r]=e;break}}if(!i.includes(`dev_eui`)){let t=D(e,i);t>=0&&(i[t]=`dev_eui`)}return{origin:n,fields:i,unneeded:t.flatMap((e,t)=>i[t]===null&&(S.has(e)||r&&e!==``)?[t]:[])}}function T(e){return e.toLowerCase().replace(/[^a-z0-9]/g,``)}function E(e,t){let n=t=>[...t].some(t=>e.includes(t));return t.includes(`application_id`)&&t.includes(`dev_eui`)?`own`:n(x)||n([`joineui`,`appeui`])&&n([`id`])?`things_stack`:n(te)||n([`joineui`])?`chirpstack`:n([`deviceprofile`,`payloadcodec`,`framecountervalidation`,`application`])?`milesight`:`unknown`}function D(e,t){let n=e.rows.slice(0,20);return e.headings.flatMap((e,r)=>{let i=n.map(({cells:e})=>(e[r]??``).replace(/[\s:-]/g,``));return t[r]===null&&i.every(e=>/^[0-9a-f]{16}$/i.test(e))?[{place:r,different:new Set(i).size}]:[]}).sort((e,t)=>t.different-e.different)[0]?.place??-1}function O(e,t,n){let r=Object.entries(n).filter(([,e])=>e!==``);return e.rows.map(({line:e,cells:n})=>{let i=Object.fromEntries(r);return t.forEach((e,t)=>{let r=n[t]??``;e!==null&&r.trim()!==``&&(i[e]=e===`dev_eui`?k(r):r)}),{line:e,given:i}})}function k(e){let t=e.replace(/[\s:-]/g,``);return/^[0-9a-f]{16}$/i.test(t)?t:e}var A=3,j=class extends n{static properties={words:{attribute:!1},table:{attribute:!1},columns:{attribute:!1}};static styles=[i,t` :host{display: block;overflow-x: auto;} table{width: 100%;border-collapse: collapse;} th,td{padding: 8px;border-block-end: 1px solid var(--msns-line);text-align: -webkit-match-parent;text-align: match-parent;vertical-align: top;overflow-wrap: anywhere;} th,td{width: 33%;} summary{cursor: pointer;padding-block: 12px;} th{font-weight: var(--ha-font-weight-medium,500);} select{width: 100%;min-width: 10em;min-height: 40px;padding: 4px 8px;border: 1px solid var(--msns-quiet);border-radius: 6px;background: var(--msns-surface);color: inherit;font: inherit;} `];render(){let{unneeded:t,fields:n}=this.columns,i=this.table.headings.map((e,t)=>t),a=e=>t.includes(e)&&n[e]==null,o=i.filter(a);return e`${this.#e(i.filter(e=>!a(e)))}
    ${o.length===0?r:e`<details>
            <summary>${this.words.text(`import.folded`,{columns:this.words.counted(`columns`,o.length)})}</summary>
            ${this.#e(o)}
          </details>`}`}#e(t){let n=e=>this.words.text(`import.${e}`);return e`<table>
      <thead>
        <tr>
          <th scope="col">${n(`column`)}</th>
          <th scope="col">${n(`cells`)}</th>
          <th scope="col">${n(`field`)}</th>
        </tr>
      </thead>
      <tbody>
        ${t.map(e=>this.#t(this.table.headings[e]??``,e))}
      </tbody>
    </table>`}#t(t,n){let{words:i,columns:a}=this,o=a.fields[n]??null,s=t||i.text(`import.column_number`,{number:n+1}),c=this.table.rows.map(({cells:e})=>(e[n]??``).trim()).filter(Boolean).slice(0,A),l=e=>o!==null&&y.includes(o)||/^[0-9a-f]{32}$/i.test(e);return e`<tr>
      <th scope="row">${s}</th>
      <td class="quiet">
        ${c.map(t=>e`<div>${l(t)?`••••••••`:t.slice(0,60)}</div>`)}
      </td>
      <td>
        <select aria-label=${i.text(`import.field_of`,{column:s})} data-place=${n} @change=${this.#n}>
          <option value="" ?selected=${o===null}>
            ${i.text(a.unneeded.includes(n)?`import.not_needed`:`import.left_out`)}
          </option>
          ${v.map(t=>e`<option value=${t} ?selected=${o===t}>${i.text(`import.fields.${t}`)}</option>`)}
        </select>
        ${o!==null&&a.fields.filter(e=>e===o).length>1?e`<p role="alert">${i.text(`import.twice`)}</p>`:r}
      </td>
    </tr>`}#n=e=>{let t=e.target,n=[...this.columns.fields];n[Number(t.dataset.place)]=t.value||null,this.dispatchEvent(new CustomEvent(`msns-columns`,{detail:n}))}};customElements.define(`msns-columns-view`,j);function M(e,t,n){let r=t=>e.text(`import.${t}`),i=e=>({name:e,label:r(`fields.${e}`),help:r(t.fields.includes(e)?`common_blank`:`common_all`)}),{applications:a=[],profiles:o=[]}=n??{};return[{heading:r(`common`),fields:[{...i(`application_id`),kind:`select`,required:!t.fields.includes(`application_id`),options:a.map(e=>({value:String(e.application_id),label:e.app_name}))},{...i(`profile_id`),kind:`select`,placeholder:`ClassA-OTAA`,options:o.map(e=>({value:e.profile_id,label:e.profile_name}))},{...i(`payload_codec_id`),kind:`text`,placeholder:r(`no_codec`)},{...i(`f_port`),kind:`number`,placeholder:`1`}]}]}function N(e,t,n){let[r,i]=n?.applications??[],a=t.fields.indexOf(`dev_eui`),o=e.rows.every(({cells:e})=>_((e[a]??``).replace(/[\s:-]/g,``)));return{...r!==void 0&&i===void 0&&{application_id:String(r.application_id)},...a>=0&&o&&{f_port:`85`}}}var P=class extends n{static properties={hass:c,words:{attribute:!1},gateway:{attribute:!1},applications:{attribute:!1},_keys:{state:!0},_busy:{state:!0},_told:{state:!0}};static styles=[i,t` :host{display: block;} select{min-height: 40px;max-width: 100%;padding: 4px 8px;border: 1px solid var(--msns-quiet);border-radius: 6px;background: var(--msns-surface);color: inherit;font: inherit;} label{display: flex;flex-wrap: wrap;align-items: center;gap: 8px;min-height: 40px;} input{width: 20px;height: 20px;margin: 0;accent-color: var(--msns-accent);} button{min-height: 44px;align-self: start;} `];constructor(){super(),this.applications=[],this._keys=this._busy=!1,this._told=``}render(){let t=e=>this.words.text(`import.export.${e}`);return e`<div class="stack">
      <p>${t(`about`)}</p>
      <label
        >${t(`application`)}
        <select>
          <option value="0">${t(`all`)}</option>
          ${this.applications.map(t=>e`<option value=${t.application_id}>${t.app_name}</option>`)}
        </select></label
      >
      <label
        ><input
          type="checkbox"
          .checked=${this._keys}
          @change=${e=>{this._keys=e.target.checked}}
        />${t(`keys`)}</label
      >
      <p class="quiet">${t(this._keys?`keys_warning`:`no_keys`)}</p>
      <button ?disabled=${this._busy} @click=${this.#e}>${t(`download`)}</button>
      ${this._told===``?r:e`<p role="alert">${this._told}</p>`}
    </div>`}#e=async()=>{this._busy=!0,this._told=``;try{let e=await u(this.hass,`export_devices`,{config_entry_id:this.gateway.config_entry_id,application_id:Number(this.renderRoot.querySelector(`select`)?.value??0),include_keys:this._keys});o(`${this.gateway.name}.csv`,`\uFEFF${String(e.csv)}`,`text/csv`),this._told=(e.warnings??[]).join(` `)}catch(e){this._told=await a(this.hass,e)}finally{this._busy=!1}}};customElements.define(`msns-export-view`,P);function F(e){let[t,n,r]=e;if(t===255&&n===254)return new TextDecoder(`utf-16le`).decode(e);if(t===254&&n===255)return new TextDecoder(`utf-16be`).decode(e);if(t===239&&n===187&&r===191)return new TextDecoder().decode(e);let i=e.subarray(0,200),a=[0,0];i.forEach((e,t)=>{e===0&&(a[t%2]=(a[t%2]??0)+1)});let o=i.length/4;if((a[1]??0)>o)return new TextDecoder(`utf-16le`).decode(e);if((a[0]??0)>o)return new TextDecoder(`utf-16be`).decode(e);try{return new TextDecoder(`utf-8`,{fatal:!0}).decode(e)}catch{return new TextDecoder(`windows-1252`).decode(e)}}var I=class extends Error{trouble;values;constructor(e,t={}){super(e),this.trouble=e,this.values=t}},L=2097152,ne=5e3,R=[`,`,`;`,`	`,`|`],z=/^\s*["']?([0-9a-f]{2}[:\s-]?){7}[0-9a-f]{2}["']?\s*$/i;async function B(e){if(e.length>2097152)throw new I(`too_large`,{most:L/1024/1024});if(e.startsWith(`PK`)||e.startsWith(`ÐÏ`))throw new I(`spreadsheet`);let t=e.replace(/^\uFEFF/,``),n=1,r=/^"?sep=(.)"?\r?\n/i.exec(t);r&&(t=t.slice(r[0].length),n=2);let{default:i}=await l(async()=>{let{default:e}=await import(`./papaparse.min-B0aR0-VP.js`).then(e=>ee(e.default,1));return{default:e}},[],import.meta.url),a=[],o=0,s=[];if(i.parse(t,{delimiter:r?.[1]??V(t),step:({data:e,errors:r,meta:i},c)=>{let l=n;n+=H(t.slice(o,i.cursor)),o=i.cursor,r.some(({type:e})=>e===`Quotes`)?(s.push(l),c.abort()):e.some(e=>e.trim()!==``)&&(a.push({line:l,cells:e}),a.length>5001&&c.abort())}}),s[0]!==void 0)throw new I(`broken`,{line:s[0]});if(a.length>5001)throw new I(`too_many_rows`,{most:ne});let c=Math.max(0,...a.map(({cells:e})=>e.length));if(c>200)throw new I(`too_many_columns`,{most:200});let[u]=a;if(u===void 0)throw new I(`empty`);let d=!u.cells.some(e=>z.test(e)),f=Array.from({length:c},(e,t)=>d?(u.cells[t]??``).trim():``),p=d?a.slice(1):a;if(p.length===0)throw new I(`empty`);return{headings:f,rows:p}}function V(e){let t=/^[\s,;|]*(.*)$/m.exec(e)?.[1]?.replace(/"[^"]*"/g,``)??``,n=R.map(e=>t.split(e).length);return R[n.indexOf(Math.max(...n))]??`,`}function H(e){return e.match(/\r\n|\r|\n/g)?.length??0}var U=class extends n{static properties={words:{attribute:!1},_trouble:{state:!0},_busy:{state:!0}};static styles=[i,t` :host{display: block;} textarea{width: 100%;min-height: 7em;padding: 8px 12px;border: 1px solid var(--msns-quiet);border-radius: 6px;background: var(--msns-surface);color: inherit;font-family: var(--ha-font-family-code,monospace);font-size: inherit;} button{min-height: 44px;align-self: start;} `];constructor(){super(),this._busy=!1,this._trouble=``}render(){let t=e=>this.words.text(`import.${e}`);return e`<div class="stack">
      <msns-file-drop
        tall
        .label=${t(`choose`)}
        accept=".csv,.txt,.tsv,text/csv,text/plain,text/tab-separated-values"
        ?busy=${this._busy}
        @msns-file=${this.#t}
      >
        <p>${t(`drop`)}</p>
        <p slot="after" class="quiet">${t(`formats`)}</p>
      </msns-file-drop>
      ${this._trouble===``?r:e`<p role="alert">${this._trouble}</p>`}
      <label class="stack"
        ><span>${t(`paste`)}</span>
        <textarea spellcheck="false" autocomplete="off" placeholder=${t(`sample`)}></textarea>
      </label>
      <button ?disabled=${this._busy} @click=${this.#n}>${t(`read`)}</button>
    </div>`}async#e(e,t){this._busy=!0,this._trouble=``;try{let n=await B(await t());this.dispatchEvent(new CustomEvent(`msns-opened`,{detail:{name:e,table:n}}))}catch(t){let n=t instanceof I?t.trouble:`unreadable`,r=t instanceof I?t.values:{name:e};this._trouble=this.words.text(`import.trouble.${n}`,r)}finally{this._busy=!1}}#t=({detail:e})=>{this.#e(e.name,async()=>{if(e.size>2097152)throw new I(`too_large`,{most:L/1024/1024});return F(new Uint8Array(await e.arrayBuffer()))})};#n=()=>{let e=this.renderRoot.querySelector(`textarea`)?.value??``;this.#e(this.words.text(`import.pasted`),()=>Promise.resolve(e))}};customElements.define(`msns-file-view`,U);var W=[`new`,`added`,`exists`,`wrong`,`failed`,`unsent`],G=[`wrong`,`failed`,`unsent`],K=40;function q(e,t,n){let r=t.indexOf(`dev_eui`),i=t.indexOf(`name`),a=e?.rows.map(({line:e,cells:t})=>{let a=n.get(e);return{line:e,devEui:a?.devEui||(t[r]??``).slice(0,K),name:t[i]??``,state:a?.state??null,told:a?.told??``}})??[...n.values()],o=({state:e})=>+!G.includes(e);return a.sort((e,t)=>o(e)-o(t)||e.line-t.line)}function J(e){let t={};for(let{state:n}of e)n!==null&&(t[n]=(t[n]??0)+1);return t}function Y(e,t){return W.flatMap(n=>{let r=t[n];return r===void 0?[]:[e.text(`import.count.${n}`,{number:e.number(r)})]}).join(` · `)}function X(t){let n=e=>t.text(`import.${e}`),r=e=>e.state===null?``:n(`state.${e.state}`);return[{key:`dev_eui`,label:n(`fields.dev_eui`),value:e=>e.devEui,width:`minmax(11rem, 1fr)`},{key:`line`,label:n(`result.line`),value:e=>e.line,width:`5rem`,numeric:!0,narrow:!0},{key:`name`,label:n(`fields.name`),value:e=>e.name,width:`minmax(8rem, 1fr)`,narrow:!0},{key:`state`,label:n(`result.state`),value:r,cell:t=>t.state===`wrong`||t.state===`failed`?e`<strong>✗ ${r(t)}</strong>`:r(t),width:`9rem`,filter:!0,narrow:!0},{key:`told`,label:n(`result.told`),value:e=>e.told,width:`minmax(12rem, 3fr)`,narrow:!0}]}var Z=/^[\s"]*[=+\-@\t\r]/;function re(e,t){return[t.map(e=>e.label),...e.map(e=>t.map(t=>String(t.value(e)??``)))].map(e=>e.map(ie).join(`,`)).join(`\r
`)+`\r
`}function ie(e){return`"${(Z.test(e)?`'${e}`:e).replaceAll(`"`,`""`)}"`}var Q=500,$=class extends h{static properties={...h.properties,_opened:{state:!0},_columns:{state:!0},_common:{state:!0},_rows:{state:!0},_warnings:{state:!0},_error:{state:!0},_starting:{state:!0},_import:{state:!0}};static styles=[i,p,t` :host{display: flex;flex-direction: column;gap: 16px;} msns-table{flex: none;height: min(60dvh,40rem);} .foot{position: sticky;inset-block-end: -16px;padding-block: 8px;background: var(--primary-background-color,#fafafa);z-index: 1;} .foot button{min-height: 48px;border-radius: 24px;} `];#e=new m(this,{read:()=>void 0,failed:e=>{a(this.hass,e).then(e=>{this._error=e})}});#t=new g(this,{ask:async()=>{let e=await this.#c(`check`,{rows:this.#p});return{rows:await this.#m(e.rows),warnings:e.warnings}},take:({rows:e,warnings:t})=>{this._rows=e,this._warnings=t,this._error=``},failed:async e=>{let t=await a(this.hass,e);return()=>{this._rows=new Map,this._warnings=[],this._error=t}}});#n=[];#r=[];#i={};#a=Promise.resolve();constructor(){super(),this._common={},this._rows=new Map,this._warnings=[],this._error=``,this._starting=!1,new d(this,()=>({type:`${s}/import/follow`,config_entry_id:this.gateway.config_entry_id}),e=>{this.#a=this.#a.then(()=>this.#S(e)).catch(()=>void 0)})}willUpdate(e){e.has(`words`)&&(this.#n=X(this.words)),(e.has(`_opened`)||e.has(`_columns`)||e.has(`_rows`))&&(this.#r=q(this._opened?.table,this._columns?.fields??[],this._rows),this.#i=J(this._rows.values()))}render(){let{_opened:t,_columns:n,_import:r}=this;return r?.total==null?t===void 0||n===void 0?e`<section class="card stack" aria-labelledby="import">
          <h2 id="import">${this.#o(`heading`)}</h2>
          <p>${this.#o(`intro`)}</p>
          ${this.#s}
          <msns-file-view .words=${this.words} @msns-opened=${this.#l}></msns-file-view>
        </section>
        <section class="card stack" aria-labelledby="export">
          <h2 id="export">${this.#o(`export.heading`)}</h2>
          <msns-export-view
            .hass=${this.hass}
            .words=${this.words}
            .gateway=${this.gateway}
            .applications=${this.#e.value?.applications??[]}
          ></msns-export-view>
        </section>`:this.#u(t,n):this.#g(r)}#o(e,t){return this.text(`import.${e}`,t)}get#s(){return this._error===``?r:e`<p role="alert">${this._error}</p>`}#c(e,t={}){return this.hass.connection.sendMessagePromise({type:`${s}/import/${e}`,config_entry_id:this.gateway.config_entry_id,...t})}#l=e=>{this._opened=e.detail,this._columns=w(e.detail.table),this._error=``,this._common=N(e.detail.table,this._columns,this.#e.value),this.#t.askIn(0)};#u(t,n){let r=this.#i,i=r.new??0,a=this.#t.isOpen||this._starting,o=!a&&i>0&&this.gateway.state===`answers`;return e`<section class="card stack" aria-labelledby="file">
        <h2 id="file">${t.name}</h2>
        <p>${this.#o(`origin.${n.origin}`)} ${this.words.counted(`rows`,t.table.rows.length)}.</p>
        <msns-columns-view
          .words=${this.words}
          .table=${t.table}
          .columns=${n}
          @msns-columns=${this.#d}
        ></msns-columns-view>
        <msns-form
          .words=${this.words}
          .sections=${M(this.words,n,this.#e.value)}
          .values=${this._common}
          @msns-change=${this.#f}
        ></msns-form>
      </section>
      <section class="card stack" aria-labelledby="preview">
        <h2 id="preview">${this.#o(`preview`)}</h2>
        ${this.#s}
        <p role="status">${a?this.#o(`checking`):Y(this.words,r)}</p>
        ${this._warnings.map(t=>e`<p class="quiet">${t}</p>`)}
      </section>
      ${this.#h()}
      <div class="row foot">
        <button class="main" ?disabled=${!o} @click=${this.#_}>
          ${this.#o(`add`,{devices:this.words.devices(i)})}
        </button>
        <button class="plain" @click=${this.#b}>${this.#o(`other_file`)}</button>
      </div>`}#d=e=>{this._columns!==void 0&&(this._columns={...this._columns,fields:e.detail},this.#t.askIn(Q))};#f=e=>{let{name:t,value:n}=e.detail;this._common={...this._common,[t]:String(n)},this.#t.askIn(Q)};get#p(){return this._opened===void 0||this._columns===void 0?[]:O(this._opened.table,this._columns.fields,this._common)}async#m(e){let t=new Map;for(let n of e){let e=await f(this.hass,n.problems,e=>this.#o(`fields.${e}`)||e);t.set(n.line,{line:n.line,devEui:n.dev_eui??``,name:``,state:n.state,told:[...Object.values(e.fields),...n.reasons].join(`; `)})}return t}#h(){return e`<msns-table
      name="import"
      .words=${this.words}
      .label=${this.#o(`preview`)}
      .counted=${e=>this.words.counted(`rows`,e)}
      .columns=${this.#n}
      .rows=${this.#r}
      .keyOf=${e=>String(e.line)}
      ?narrow=${this.narrow}
    ></msns-table>`}#g(t){let n=t.total??0,i=this.#i,a=t.is_finished?Y(this.words,i):this.#o(`running`,{done:this.words.number(t.done),devices:this.words.devices(n)});return e`<section class="card stack" aria-labelledby="running">
        <h2 id="running">${this.#o(t.is_finished?`finished`:`heading_running`)}</h2>
        ${this.#s}
        <msns-progress .done=${t.is_finished?n:t.done} .total=${n} .label=${a}></msns-progress>
        ${t.warnings.map(t=>e`<p class="quiet">${t}</p>`)}
        ${t.is_finished?r:e`<p class="quiet">${this.#o(`goes_on`)}</p>`}
      </section>
      ${this.#h()}
      <div class="row foot">
        ${t.is_finished?e`<button class="main" @click=${this.#y}>${this.#o(`done`)}</button>
                <button @click=${this.#x}>${this.#o(`download_result`)}</button>`:e`<button @click=${this.#v}>${this.#o(`stop`)}</button>`}
      </div>`}#_=async()=>{this._starting=!0;try{await this.#c(`start`,{rows:this.#p})}catch(e){this._error=await a(this.hass,e)}finally{this._starting=!1}};#v=()=>{this.ask({title:this.#o(`stop`),text:this.#o(`stop_lost`),confirm:this.#o(`stop`),act:()=>this.#c(`stop`)})};#y=async()=>{await this.#c(`stop`).catch(()=>void 0),this.#b()};#b=()=>{this.#t.drop(),this._opened=this._columns=void 0,this._rows=new Map,this._warnings=[],this._error=``};#x=()=>{let e=re(this.#r.toSorted((e,t)=>e.line-t.line),this.#n);o(`${this.#o(`result_file`)}.csv`,`\uFEFF${e}`,`text/csv`)};async#S(e){if(e.total===null){this._import=void 0;return}this._import=e;let t=await this.#m(e.rows);this._rows=new Map([...this._rows,...t])}};customElements.define(`msns-import-page`,$);export{$ as ImportPage};