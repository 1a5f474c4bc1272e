import{a as e,c as t,n,r,t as i}from"./styles-DOz70ijH.js";import{c as a}from"./confirm-IB8lCWUe.js";import{n as o,r as s,t as c}from"./loader-C4d4vyFw.js";import{t as l}from"./card-styles-C7Tikgp2.js";import{r as u,t as d}from"./choices-DaBj8brn.js";import"./form-BWYdJ_W7.js";import{t as f}from"./page-ClRysnyX.js";import{t as p}from"./settled-BusO7K9q.js";import{t as m}from"./milesight-Cy3lMEhz.js";import{t as h}from"./download-Cg2tff3Q.js";import{l as ee,r as g,s as _,t as v}from"./panel-CeOJqNMv.js";import"./file-drop-CNfsTaJf.js";import"./table-C1m10YUj.js";import"./progress-BCIMjo-g.js";var y=[`dev_eui`,`name`,`description`,`application_id`,`profile_id`,`payload_codec_id`,`f_port`,`skip_f_cnt_check`,`app_key`,`dev_addr`,`nwk_s_key`,`app_s_key`,`f_cnt_up`,`f_cnt_down`,`mb_mode`,`mb_frame_port`,`mb_tcp_port`],b=[`app_key`,`nwk_s_key`,`app_s_key`],x={dev_eui:[`deveui`,`deviceeui`,`devui`,`eui`,`enddeviceeui`],name:[`name`,`devicename`,`label`,`deviceid`,`id`],description:[`description`,`devicedescription`,`comment`,`notes`],application_id:[`applicationid`,`application`,`applicationname`,`appid`,`appname`],profile_id:[`profileid`,`profile`,`deviceprofile`,`deviceprofileid`,`deviceprofilename`,`profilename`],payload_codec_id:[`payloadcodecid`,`payloadcodec`,`codec`,`payloadname`,`codecname`],f_port:[`fport`,`port`,`applicationport`],skip_f_cnt_check:[`skipfcntcheck`,`skipframecountercheck`],app_key:[`appkey`,`applicationkey`,`otaaappkey`,`nwkkey`,`networkkey`],dev_addr:[`devaddr`,`deviceaddress`,`devaddress`],nwk_s_key:[`nwkskey`,`networksessionkey`,`fnwksintkey`,`nwksenckey`],app_s_key:[`appskey`,`applicationsessionkey`],f_cnt_up:[`fcntup`,`uplinkframecounter`,`lastfcntup`,`sessionlastfcntup`],f_cnt_down:[`fcntdown`,`downlinkframecounter`,`lastnfcntdown`,`sessionlastnfcntdown`],mb_mode:[`mbmode`,`modbusmode`],mb_frame_port:[`mbframeport`,`modbusframeport`],mb_tcp_port:[`mbtcpport`,`modbustcpport`]},S=new Set([`frequencyplanid`,`lorawanversion`,`lorawanphyversion`,`brandid`,`modelid`,`bandid`,`hardwareversion`,`firmwareversion`,`supportsclassb`,`supportsclassc`,`macsettingsrx1delay`,`supports32bitfcnt`,`rx1delay`,`vendorid`,`vendorprofileid`,`attributes`,`formatters`]),te=new Set([`deviceprofileid`,`isdisabled`,`skipfcntcheck`,`externalpowersource`]),ne=new Set([...S,`joineui`,`appeui`,`isdisabled`,`tags`,`variables`]),re=[`application_id`,`profile_id`,`payload_codec_id`];function ie(e){let t=e.headings.map(ae),n=oe(t,e.headings),r=n===`things_stack`||n===`chirpstack`,i=t.map(()=>null);for(let e of y)if(!(r&&re.includes(e)))for(let n of x[e]){let r=t.indexOf(n);if(r>=0&&i[r]===null){i[r]=e;break}}if(!i.includes(`dev_eui`)){let t=C(e,i);t>=0&&(i[t]=`dev_eui`)}return{origin:n,fields:i,unneeded:t.flatMap((e,t)=>i[t]===null&&(ne.has(e)||r&&e!==``)?[t]:[])}}function ae(e){return e.toLowerCase().replace(/[^a-z0-9]/g,``)}function oe(e,t){let n=t=>[...t].some(t=>e.includes(t));return t.includes(`application_id`)&&t.includes(`dev_eui`)?`own`:n(S)||n([`joineui`,`appeui`])&&n([`id`])?`things_stack`:n(te)||n([`joineui`])?`chirpstack`:n([`deviceprofile`,`payloadcodec`,`framecountervalidation`,`application`])?`milesight`:`unknown`}function C(e,t){let n=e.rows.slice(0,20);return e.headings.flatMap((e,r)=>{let i=n.map(({cells:e})=>(e[r]??``).replace(/[\s:-]/g,``));return t[r]===null&&i.every(e=>/^[0-9a-f]{16}$/i.test(e))?[{place:r,different:new Set(i).size}]:[]}).sort((e,t)=>t.different-e.different)[0]?.place??-1}function w(e,t,n){let r=Object.entries(n).filter(([,e])=>e!==``);return e.rows.map(({line:e,cells:n})=>{let i=Object.fromEntries(r);return t.forEach((e,t)=>{let r=n[t]??``;e!==null&&r.trim()!==``&&(i[e]=e===`dev_eui`?T(r):r)}),{line:e,given:i}})}function T(e){let t=e.replace(/[\s:-]/g,``);return/^[0-9a-f]{16}$/i.test(t)?t:e}var E=3,D=class extends n{static properties={words:{attribute:!1},table:{attribute:!1},columns:{attribute:!1}};static styles=[i,t` :host{display: block;overflow-x: auto;} table{width: 100%;border-collapse: collapse;} th,td{padding: 8px;border-block-end: 1px solid var(--msns-line);text-align: -webkit-match-parent;text-align: match-parent;vertical-align: top;overflow-wrap: anywhere;} th,td{width: 33%;} summary{cursor: pointer;padding-block: 12px;} th{font-weight: var(--ha-font-weight-medium,500);} select{width: 100%;min-width: 10em;min-height: 40px;padding: 4px 8px;border: 1px solid var(--msns-quiet);border-radius: 6px;background: var(--msns-surface);color: inherit;font: inherit;} `];render(){let{unneeded:t,fields:n}=this.columns,i=this.table.headings.map((e,t)=>t),a=e=>t.includes(e)&&n[e]==null,o=i.filter(a);return e`${this.#e(i.filter(e=>!a(e)))}
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
    </table>`}#t(t,n){let{words:i,columns:a}=this,o=a.fields[n]??null,s=t||i.text(`import.column_number`,{number:n+1}),c=this.table.rows.map(({cells:e})=>(e[n]??``).trim()).filter(Boolean).slice(0,E),l=e=>o!==null&&b.includes(o)||/^[0-9a-f]{32}$/i.test(e);return e`<tr>
      <th scope="row">${s}</th>
      <td class="quiet">
        ${c.map(t=>e`<div>${l(t)?`••••••••`:t.slice(0,60)}</div>`)}
      </td>
      <td>
        <select aria-label=${i.text(`import.field_of`,{column:s})} data-place=${n} @change=${this.#n}>
          <option value="" ?selected=${o===null}>
            ${i.text(a.unneeded.includes(n)?`import.not_needed`:`import.left_out`)}
          </option>
          ${y.map(t=>e`<option value=${t} ?selected=${o===t}>${i.text(`import.fields.${t}`)}</option>`)}
        </select>
        ${o!==null&&a.fields.filter(e=>e===o).length>1?e`<p role="alert">${i.text(`import.twice`)}</p>`:r}
      </td>
    </tr>`}#n=e=>{let t=e.target,n=[...this.columns.fields];n[Number(t.dataset.place)]=t.value||null,this.dispatchEvent(new CustomEvent(`msns-columns`,{detail:n}))}};customElements.define(`msns-columns-view`,D);function O(e,t,n){let r=t=>e.text(`import.${t}`),i=e=>({name:e,label:r(`fields.${e}`),help:r(t.fields.includes(e)?`common_blank`:`common_all`)}),{applications:a=[],profiles:o=[]}=n??{};return[{heading:r(`common`),fields:[{...i(`application_id`),kind:`select`,required:!t.fields.includes(`application_id`),options:a.map(e=>({value:String(e.application_id),label:e.app_name}))},{...i(`profile_id`),kind:`select`,placeholder:`ClassA-OTAA`,options:o.map(e=>({value:e.profile_id,label:e.profile_name}))},{...i(`payload_codec_id`),kind:`text`,placeholder:r(`no_codec`)},{...i(`f_port`),kind:`number`,placeholder:`1`}]}]}function k(e,t,n){let[r,i]=n?.applications??[],a=t.fields.indexOf(`dev_eui`),o=e.rows.every(({cells:e})=>m((e[a]??``).replace(/[\s:-]/g,``)));return{...r!==void 0&&i===void 0&&{application_id:String(r.application_id)},...a>=0&&o&&{f_port:`85`}}}var A=class extends n{static properties={hass:s,words:{attribute:!1},gateway:{attribute:!1},applications:{attribute:!1},_keys:{state:!0},_busy:{state:!0},_told:{state:!0}};static styles=[i,t` :host{display: block;} select{min-height: 40px;max-width: 100%;padding: 4px 8px;border: 1px solid var(--msns-quiet);border-radius: 6px;background: var(--msns-surface);color: inherit;font: inherit;} label{display: flex;flex-wrap: wrap;align-items: center;gap: 8px;min-height: 40px;} input{width: 20px;height: 20px;margin: 0;accent-color: var(--msns-accent);} button{min-height: 44px;align-self: start;} `];constructor(){super(),this.applications=[],this._keys=this._busy=!1,this._told=``}render(){let t=e=>this.words.text(`import.export.${e}`);return e`<div class="stack">
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
    </div>`}#e=async()=>{this._busy=!0,this._told=``;try{let e=await ee(this.hass,`export_devices`,{config_entry_id:this.gateway.config_entry_id,application_id:Number(this.renderRoot.querySelector(`select`)?.value??0),include_keys:this._keys});h(`${this.gateway.name}.csv`,`\uFEFF${String(e.csv)}`,`text/csv`),this._told=(e.warnings??[]).join(` `)}catch(e){this._told=await a(this.hass,e)}finally{this._busy=!1}}};customElements.define(`msns-export-view`,A);function j(e){let[t,n,r]=e;if(t===255&&n===254)return new TextDecoder(`utf-16le`).decode(e);if(t===254&&n===255)return new TextDecoder(`utf-16be`).decode(e);if(t===239&&n===187&&r===191)return new TextDecoder().decode(e);let i=e.subarray(0,200),a=[0,0];i.forEach((e,t)=>{e===0&&(a[t%2]=(a[t%2]??0)+1)});let o=i.length/4;if((a[1]??0)>o)return new TextDecoder(`utf-16le`).decode(e);if((a[0]??0)>o)return new TextDecoder(`utf-16be`).decode(e);try{return new TextDecoder(`utf-8`,{fatal:!0}).decode(e)}catch{return new TextDecoder(`windows-1252`).decode(e)}}var M=class extends Error{trouble;values;constructor(e,t={}){super(e),this.trouble=e,this.values=t}},N=2097152,P=5e3,F=[`,`,`;`,`	`,`|`],I=/^\s*["']?([0-9a-f]{2}[:\s-]?){7}[0-9a-f]{2}["']?\s*$/i;async function L(e){if(e.length>2097152)throw new M(`too_large`,{most:N/1024/1024});if(e.startsWith(`PK`)||e.startsWith(`ÐÏ`))throw new M(`spreadsheet`);let t=e.replace(/^\uFEFF/,``),n=1,r=/^"?sep=(.)"?\r?\n/i.exec(t);r&&(t=t.slice(r[0].length),n=2);let{default:i}=await c(async()=>{let{default:e}=await import(`./papaparse.min-D_CiY7EB.js`).then(e=>u(e.default,1));return{default:e}},[],import.meta.url),a=[],o=0,s=[];if(i.parse(t,{delimiter:r?.[1]??R(t),step:({data:e,errors:r,meta:i},c)=>{let l=n;n+=se(t.slice(o,i.cursor)),o=i.cursor,r.some(({type:e})=>e===`Quotes`)?(s.push(l),c.abort()):e.some(e=>e.trim()!==``)&&(a.push({line:l,cells:e}),a.length>5001&&c.abort())}}),s[0]!==void 0)throw new M(`broken`,{line:s[0]});if(a.length>5001)throw new M(`too_many_rows`,{most:P});let l=Math.max(0,...a.map(({cells:e})=>e.length));if(l>200)throw new M(`too_many_columns`,{most:200});let[d]=a;if(d===void 0)throw new M(`empty`);let f=!d.cells.some(e=>I.test(e)),p=Array.from({length:l},(e,t)=>f?(d.cells[t]??``).trim():``),m=f?a.slice(1):a;if(m.length===0)throw new M(`empty`);return{headings:p,rows:m}}function R(e){let t=/^[\s,;|]*(.*)$/m.exec(e)?.[1]?.replace(/"[^"]*"/g,``)??``,n=F.map(e=>t.split(e).length);return F[n.indexOf(Math.max(...n))]??`,`}function se(e){return e.match(/\r\n|\r|\n/g)?.length??0}var z=class extends n{static properties={words:{attribute:!1},_trouble:{state:!0},_busy:{state:!0}};static styles=[i,t` :host{display: block;} textarea{width: 100%;min-height: 7em;padding: 8px 12px;border: 1px solid var(--msns-quiet);border-radius: 6px;background: var(--msns-surface);color: inherit;font-family: var(--ha-font-family-code,monospace);font-size: inherit;} button{min-height: 44px;align-self: start;} `];constructor(){super(),this._busy=!1,this._trouble=``}render(){let t=e=>this.words.text(`import.${e}`);return e`<div class="stack">
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
    </div>`}async#e(e,t){this._busy=!0,this._trouble=``;try{let n=await L(await t());this.dispatchEvent(new CustomEvent(`msns-opened`,{detail:{name:e,table:n}}))}catch(t){let n=t instanceof M?t.trouble:`unreadable`,r=t instanceof M?t.values:{name:e};this._trouble=this.words.text(`import.trouble.${n}`,r)}finally{this._busy=!1}}#t=({detail:e})=>{this.#e(e.name,async()=>{if(e.size>2097152)throw new M(`too_large`,{most:N/1024/1024});return j(new Uint8Array(await e.arrayBuffer()))})};#n=()=>{let e=this.renderRoot.querySelector(`textarea`)?.value??``;this.#e(this.words.text(`import.pasted`),()=>Promise.resolve(e))}};customElements.define(`msns-file-view`,z);async function B(e,t,n){let r=new Map;for(let i of n){let n=await _(e,i.problems,e=>t.text(`import.fields.${e}`)||e);r.set(i.line,{line:i.line,devEui:i.dev_eui??``,name:``,state:i.state,told:[...Object.values(n.fields),...i.reasons].join(`; `)})}return r}var V=class{#e;#t;#n;#r=new Map;#i=Promise.resolve();constructor(e,t){this.#e=e,this.#t=t,new g(e,()=>({type:`${o}/import/follow`,config_entry_id:e.gateway.config_entry_id}),e=>{this.#i=this.#i.then(()=>this.#a(e)).catch(()=>void 0)})}get now(){return this.#n}get rows(){return this.#r}async#a(e){if(e.total===null){let e=this.#n!==void 0;this.#n=void 0,this.#r=new Map,e&&this.#t()}else{let t=await B(this.#e.hass,this.#e.words,e.rows);this.#n=e,this.#r=new Map([...this.#r,...t])}this.#e.requestUpdate()}},H=[`new`,`added`,`exists`,`wrong`,`failed`,`unsent`],U=[`wrong`,`failed`,`unsent`],W=40;function G(e,t,n){let r=t.indexOf(`dev_eui`),i=t.indexOf(`name`),a=e?.rows.map(({line:e,cells:t})=>{let a=n.get(e);return{line:e,devEui:a?.devEui||(t[r]??``).slice(0,W),name:t[i]??``,state:a?.state??null,told:a?.told??``}})??[...n.values()],o=({state:e})=>+!U.includes(e);return a.sort((e,t)=>o(e)-o(t)||e.line-t.line)}function K(e){let t={};for(let{state:n}of e)n!==null&&(t[n]=(t[n]??0)+1);return t}function q(e,t){return H.flatMap(n=>{let r=t[n];return r===void 0?[]:[e.text(`import.count.${n}`,{number:e.number(r)})]}).join(` · `)}function J(t){let n=e=>t.text(`import.${e}`),r=e=>e.state===null?``:n(`state.${e.state}`);return[{key:`dev_eui`,label:n(`fields.dev_eui`),value:e=>e.devEui,width:`minmax(11rem, 1fr)`},{key:`line`,label:n(`result.line`),value:e=>e.line,width:`5rem`,numeric:!0,narrow:!0},{key:`name`,label:n(`fields.name`),value:e=>e.name,width:`minmax(8rem, 1fr)`,narrow:!0},{key:`state`,label:n(`result.state`),value:r,cell:t=>t.state===`wrong`||t.state===`failed`?e`<strong>✗ ${r(t)}</strong>`:r(t),width:`9rem`,filter:!0,narrow:!0},{key:`told`,label:n(`result.told`),value:e=>e.told,width:`minmax(12rem, 3fr)`,narrow:!0}]}var Y=t` msns-table{flex: none;height: min(60dvh,40rem);} .foot{position: sticky;inset-block-end: -16px;padding-block: 8px;background: var(--primary-background-color,#fafafa);z-index: 1;} .foot button{min-height: 48px;border-radius: 24px;} `;function X(t,n,r,i){return e`<msns-table
    .words=${t}
    .label=${t.text(`import.preview`)}
    .counted=${e=>t.counted(`rows`,e)}
    .columns=${n}
    .rows=${r}
    .keyOf=${e=>String(e.line)}
    ?narrow=${i}
    opens
    @msns-open=${ce}
  ></msns-table>`}function ce(e){let{devEui:t,told:n}=e.detail;n!==``&&v(e.currentTarget,{text:[t,n].filter(Boolean).join(`: `)})}var le=/^[\s"]*[=+\-@\t\r]/;function ue(e,t){return[t.map(e=>e.label),...e.map(e=>t.map(t=>String(t.value(e)??``)))].map(e=>e.map(de).join(`,`)).join(`\r
`)+`\r
`}function de(e){return`"${(le.test(e)?`'${e}`:e).replaceAll(`"`,`""`)}"`}var Z=class extends n{static properties={words:{attribute:!1},run:{attribute:!1},known:{attribute:!1},table:{attribute:!1},columns:{attribute:!1},narrow:{type:Boolean,reflect:!0}};static styles=[i,l,Y,t` :host{display: contents;} `];#e=[];#t=[];#n={};willUpdate(e){e.has(`words`)&&(this.#e=J(this.words)),[`known`,`table`,`columns`].some(t=>e.has(t))&&(this.#t=G(this.table,this.columns?.fields??[],this.known),this.#n=K(this.#t))}render(){let{words:t,run:n}=this,i=n.total??0,a=n.is_finished,o=a?q(t,this.#n):this.#r(`running`,{done:t.number(n.done),devices:t.devices(i)});return e`<section class="card stack" aria-labelledby="running">
        <h2 id="running">${this.#r(a?`finished`:`heading_running`)}</h2>
        <msns-progress .done=${a?i:n.done} .total=${i} .label=${o}></msns-progress>
        ${n.warnings.map(t=>e`<p class="quiet">${t}</p>`)}
        ${a?r:e`<p class="quiet">${this.#r(`goes_on`)}</p>`}
      </section>
      ${X(t,this.#e,this.#t,this.narrow)}
      <div class="row foot">
        ${a?e`<button class="main" @click=${this.#a}>${this.#r(`done`)}</button>
                <button @click=${this.#o}>${this.#r(`download_result`)}</button>`:e`<button @click=${this.#i}>${this.#r(`stop`)}</button>`}
      </div>`}#r(e,t){return this.words.text(`import.${e}`,t)}#i=()=>{this.dispatchEvent(new CustomEvent(`msns-stop`))};#a=()=>{this.dispatchEvent(new CustomEvent(`msns-done`))};#o=()=>{let e=ue([...this.#t].sort((e,t)=>e.line-t.line),this.#e);h(`${this.#r(`result_file`)}.csv`,`\uFEFF${e}`,`text/csv`)}};customElements.define(`msns-import-run`,Z);var Q=500,$=class extends f{static properties={...f.properties,_opened:{state:!0},_columns:{state:!0},_common:{state:!0},_rows:{state:!0},_warnings:{state:!0},_error:{state:!0},_starting:{state:!0}};static styles=[i,l,Y,t` :host{display: flex;flex-direction: column;gap: 16px;} `];#e=new d(this,{read:()=>void 0,failed:e=>{a(this.hass,e).then(e=>{this._error=e})}});#t=new p(this,{ask:async()=>{let e=await this.#l(`check`,{rows:this.#m});return{rows:await B(this.hass,this.words,e.rows),warnings:e.warnings}},take:({rows:e,warnings:t})=>{this._rows=e,this._warnings=t,this._error=``},failed:async e=>{let t=await a(this.hass,e);return()=>{this._rows=new Map,this._warnings=[],this._error=t}}});#n=[];#r=[];#i={};#a=!1;#o=new V(this,()=>{this.#a?this.#y():this._opened!==void 0&&this.#t.askIn(0),this.#a=!1});constructor(){super(),this._common={},this._rows=new Map,this._warnings=[],this._error=``,this._starting=!1}willUpdate(e){e.has(`words`)&&(this.#n=J(this.words)),(e.has(`_opened`)||e.has(`_columns`)||e.has(`_rows`))&&(this.#r=G(this._opened?.table,this._columns?.fields??[],this._rows),this.#i=K(this._rows.values()))}render(){let{_opened:t,_columns:n}=this,r=this.#o.now;return r===void 0?t===void 0||n===void 0?e`<section class="card stack" aria-labelledby="import">
          <h2 id="import">${this.#s(`heading`)}</h2>
          <p>${this.#s(`intro`)}</p>
          ${this.#c}
          <msns-file-view .words=${this.words} @msns-opened=${this.#u}></msns-file-view>
        </section>
        <section class="card stack" aria-labelledby="export">
          <h2 id="export">${this.#s(`export.heading`)}</h2>
          <msns-export-view
            .hass=${this.hass}
            .words=${this.words}
            .gateway=${this.gateway}
            .applications=${this.#e.value?.applications??[]}
          ></msns-export-view>
        </section>`:this.#d(t,n):this.#h(r)}#s(e,t){return this.text(`import.${e}`,t)}get#c(){return this._error===``?r:e`<p role="alert">${this._error}</p>`}#l(e,t={}){return this.hass.connection.sendMessagePromise({type:`${o}/import/${e}`,config_entry_id:this.gateway.config_entry_id,...t})}#u=e=>{this._opened=e.detail,this._columns=ie(e.detail.table),this._error=``,this._common=k(e.detail.table,this._columns,this.#e.value),this.#t.askIn(0)};#d(t,n){let r=this.#i,i=r.new??0,a=this.#t.isOpen||this._starting,o=!a&&i>0&&this.gateway.state===`answers`;return e`<section class="card stack" aria-labelledby="file">
        <h2 id="file">${t.name}</h2>
        <p>${this.#s(`origin.${n.origin}`)} ${this.words.counted(`rows`,t.table.rows.length)}.</p>
        <msns-columns-view
          .words=${this.words}
          .table=${t.table}
          .columns=${n}
          @msns-columns=${this.#f}
        ></msns-columns-view>
        <msns-form
          .words=${this.words}
          .sections=${O(this.words,n,this.#e.value)}
          .values=${this._common}
          @msns-change=${this.#p}
        ></msns-form>
      </section>
      <section class="card stack" aria-labelledby="preview">
        <h2 id="preview">${this.#s(`preview`)}</h2>
        ${this.#c}
        <p role="status">${a?this.#s(`checking`):q(this.words,r)}</p>
        ${this._warnings.map(t=>e`<p class="quiet">${t}</p>`)}
      </section>
      ${X(this.words,this.#n,this.#r,this.narrow)}
      <div class="row foot">
        <button class="main" ?disabled=${!o} @click=${this.#g}>
          ${this.#s(`add`,{devices:this.words.devices(i)})}
        </button>
        <button class="plain" @click=${this.#y}>${this.#s(`other_file`)}</button>
      </div>`}#f=e=>{this._columns!==void 0&&(this._columns={...this._columns,fields:e.detail},this.#t.askIn(Q))};#p=e=>{let{name:t,value:n}=e.detail;this._common={...this._common,[t]:String(n)},this.#t.askIn(Q)};get#m(){return this._opened===void 0||this._columns===void 0?[]:w(this._opened.table,this._columns.fields,this._common)}#h(t){return e`${this.#c}
      <msns-import-run
        .words=${this.words}
        .run=${t}
        .known=${this.#o.rows}
        .table=${this.#a?this._opened?.table:void 0}
        .columns=${this._columns}
        ?narrow=${this.narrow}
        @msns-stop=${this.#_}
        @msns-done=${this.#v}
      ></msns-import-run>`}#g=async()=>{this._starting=!0,this._error=``,this.#a=!0;try{await this.#l(`start`,{rows:this.#m})}catch(e){this.#a=!1,this._error=await a(this.hass,e)}finally{this._starting=!1}};#_=()=>{this.ask({title:this.#s(`stop`),text:this.#s(`stop_lost`),confirm:this.#s(`stop`),act:()=>this.#l(`stop`)})};#v=async()=>{this._error=``;try{await this.#l(`stop`)}catch(e){this._error=await a(this.hass,e)}};#y=()=>{this.#t.drop(),this._opened=this._columns=void 0,this._rows=new Map,this._warnings=[],this._error=``}};customElements.define(`msns-import-page`,$);export{$ as ImportPage};