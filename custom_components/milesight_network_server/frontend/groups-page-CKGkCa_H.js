import{a as e,c as t,n,r,t as i}from"./styles-DOz70ijH.js";import{l as a,t as o}from"./panel-CeOJqNMv.js";import{n as s,r as c,t as l}from"./edit-dialog-DHAz1t3B.js";import{n as u,t as d}from"./list-store-DAq7KYAc.js";import{c as f}from"./confirm-IB8lCWUe.js";import{r as p}from"./loader-C4d4vyFw.js";import"./table-C1m10YUj.js";var m=class extends l{edited={add:`add_multicast_group`,modify:`modify_multicast_group`,remove:`delete_multicast_group`,list:`list_multicast_groups`,listed:`multicast_groups`,id:`multicast_group_id`};get heading(){return this.row===void 0?this.words.text(`groups.add`):this.row.name}valuesOf(e){return{name:e?.name??``,group_type:e?.group_type??`CLASS_C`,mc_addr:e?.mc_addr??``,dr:c(e?.dr),frequency:c(e?.frequency),ping_slot_period:c(e?.ping_slot_period)}}sections(e){let{words:t}=this,{region:n}=this.gateway,r=e.group_type===`CLASS_B`,i=r?n?.ping_slot_frequency:n?.rx2_frequency,a=r?n?.ping_slot_data_rate:n?.rx2_data_rate;return[{fields:[this.field(`name`,`text`,{required:!0}),this.field(`group_type`,`select`,{required:!0,options:[{value:`CLASS_C`,label:`C`},{value:`CLASS_B`,label:`B`}]}),this.field(`frequency`,`number`,{unit:`Hz`,...this.usual(i)}),this.field(`dr`,`number`,this.usual(a)),...r?[this.pingSlotPeriod()]:[]]},{heading:t.text(`groups.session`),fields:[this.field(`mc_addr`,`text`,{mono:!0,...this.usual(`11111111`)}),this.key(`mc_nwk_s_key`),this.key(`mc_app_s_key`),this.field(`f_cnt`,`number`,{placeholder:this.row===void 0?`0`:t.text(`devices.counter_kept`)})]}]}};customElements.define(`msns-group-dialog`,m);function h(e,t,n){let r=n.get(e.profile_id??``);return t.group_type===`CLASS_B`?r?.supports_class_b===!1?`class_b`:void 0:r?.supports_class_c===!1?`class_c`:void 0}var g=class extends n{static properties={hass:p,words:{attribute:!1},gateway:{attribute:!1},group:{attribute:!1},devices:{attribute:!1},profiles:{attribute:!1},narrow:{type:Boolean},_chosen:{state:!0},_busy:{state:!0},_error:{state:!0}};static styles=[i,t` msns-table{height: min(60vh,32rem);} .lead{margin-block-end: 12px;} `];#e=new s(this,()=>{let{joining:e,leaving:t}=this.#c;return e.length+t.length>0},()=>{this.#p()});#t=new Set;#n=new Map;#r=[];constructor(){super(),this._chosen=new Map,this._busy=this.narrow=!1,this._error=``}willUpdate(e){[`group`,`devices`,`profiles`].some(t=>e.has(t))&&(this.#t=new Set(this.group.devices.map(e=>e.dev_eui)),this.#n=new Map(this.profiles.map(e=>[e.profile_id,e])),this.#r=this.#i())}render(){let{words:t}=this,{joining:n,leaving:i}=this.#c,a=n.length+i.length>0;return e`<msns-dialog
      wide
      .heading=${t.text(`groups.members_of`,{name:this.group.name})}
      .closeLabel=${t.text(`panel.close`)}
      @msns-close=${this.#f}
    >
      ${this._error===``?r:e`<p role="alert" class="lead">${this._error}</p>`}
      <p class="lead" role="status">
        ${a?t.text(`groups.changes`,{joining:t.devices(n.length),leaving:t.devices(i.length)}):t.text(`groups.choose`)}
      </p>
      <msns-table
        .words=${t}
        .label=${t.text(`groups.choose`)}
        .counted=${this.#a}
        .columns=${this.#r}
        .rows=${this.devices}
        .keyOf=${_}
        .selected=${this.#s}
        .refused=${this.#o}
        .narrow=${this.narrow}
        selectable
        @msns-select=${this.#l}
      ></msns-table>
      <button slot="buttons" ?disabled=${this._busy} @click=${this.#f}>${t.text(`panel.cancel`)}</button>
      <button slot="buttons" class="main" ?disabled=${this._busy||!a} @click=${this.#u}>
        ${t.text(this._busy?`panel.busy`:`panel.save`)}
      </button>
    </msns-dialog>`}#i(){let e=e=>this.words.text(`devices.column.${e}`);return[{key:`name`,label:e(`name`),value:e=>e.name||e.dev_eui,width:`minmax(10em, 2fr)`},{key:`eui`,label:`DevEUI`,value:e=>e.dev_eui,width:`11em`},{key:`profile`,label:e(`profile`),value:e=>e.profile_name,filter:!0},{key:`application`,label:e(`application`),value:e=>e.app_name,filter:!0},{key:`model`,label:e(`model`),value:e=>e.model,filter:!0,width:`6em`},{key:`member`,label:this.words.text(`groups.member`),value:e=>this.#t.has(e.dev_eui)?this.words.text(`profiles.yes`):``,filter:!0,width:`5em`},{key:`unfit`,label:this.words.text(`groups.unfit`),value:e=>this.#o(e)??``,narrow:!0,width:`minmax(10em, 2fr)`}]}#a=e=>this.words.devices(e);#o=e=>{let t=h(e,this.group,this.#n);if(!(t===void 0||this.#t.has(e.dev_eui)))return this.words.text(`groups.not_${t}`)};get#s(){let e=new Set(this.#t);for(let[t,n]of this._chosen)n?e.add(t):e.delete(t);return e}get#c(){let e=[...this._chosen].filter(([e,t])=>this.#t.has(e)!==t);return{joining:e.filter(([,e])=>e).map(([e])=>e),leaving:e.filter(([,e])=>!e).map(([e])=>e)}}#l=e=>{let t=e.detail,n=new Map;for(let e of t)this.#t.has(e)||n.set(e,!0);for(let e of this.#t)t.has(e)||n.set(e,!1);this._chosen=n};#u=async()=>{let{joining:e,leaving:t}=this.#c;this._busy=!0,this._error=``;try{let n=await this.#d(e,t);o(this,{text:[this.words.text(`groups.changed`,{name:this.group.name}),...n].join(` `),undo:()=>this.#d(t,e)}),this.#p()}catch(e){this._error=await f(this.hass,e)}finally{this._busy=!1}};async#d(e,t){let n=[];for(let[r,i]of[[`add_devices_to_multicast_group`,e],[`remove_devices_from_multicast_group`,t]]){if(i.length===0)continue;let e=await a(this.hass,r,{config_entry_id:this.gateway.config_entry_id,multicast_group_id:this.group.multicast_group_id,dev_euis:i});n.push(...e.warnings??[])}return n}#f=e=>{e.stopPropagation(),this._busy||this.#e.leave()};#p(){this.dispatchEvent(new CustomEvent(`msns-close`))}};function _(e){return e.dev_eui}customElements.define(`msns-members-dialog`,g);var v=`members`,y=class extends u{path=`groups`;list=new d(this,`multicast_groups`,e=>e.multicast_group_id);#e=new d(this,`devices`,e=>e.dev_eui);#t=new d(this,`profiles`,e=>e.profile_id);keyOf(e){return e.multicast_group_id}counted(e){return this.words.counted(`groups`,e)}first(){return e`<div class="first">
      <h2>${this.words.text(`groups.first`)}</h2>
      <p>${this.words.text(`groups.first_text`)}</p>
      ${this.addButton(`groups.add`)}
    </div>`}dialog(t,n){return t!==void 0&&this.rest[1]===v?!this.#e.isComplete||!this.#t.isComplete?r:e`<msns-members-dialog
        .hass=${this.hass}
        .words=${this.words}
        .gateway=${this.gateway}
        .group=${t}
        .devices=${this.#e.rows}
        .profiles=${this.#t.rows}
        .narrow=${this.narrow}
        @msns-close=${this.back}
      ></msns-members-dialog>`:e`<msns-group-dialog
      .hass=${this.hass}
      .words=${this.words}
      .gateway=${this.gateway}
      .row=${t}
      ?gone=${n}
      @msns-close=${this.back}
    ></msns-group-dialog>`}actions(t){let{words:n}=this,[i]=t;return e`${this.addButton(`groups.add`)}
    ${t.length===1&&i!==void 0?e`<button
            @click=${()=>{this.go(this.path,i.multicast_group_id,v)}}
          >
            ${n.text(`groups.members`)}
          </button>`:r}
    ${t.length===0?r:e`<button class="danger" @click=${this.#n}>${n.text(`groups.delete`)}</button>`}`}columns(){let{words:t}=this,n=e=>t.text(`groups.column.${e}`);return[{key:`name`,label:n(`name`),value:e=>e.name,width:`minmax(10em, 2fr)`},{key:`class`,label:n(`class`),value:e=>e.group_type?.replace(`CLASS_`,``)??null,filter:!0,narrow:!0},{key:`members`,label:n(`members`),value:e=>e.devices.length,cell:n=>e`<button
          class="plain"
          aria-label=${t.text(`groups.members_of`,{name:n.name})}
          @click=${()=>{this.go(this.path,n.multicast_group_id,v)}}
        >
          ${t.devices(n.devices.length)}
        </button>`,unsearched:!0,narrow:!0},{key:`address`,label:n(`address`),value:e=>e.mc_addr},{key:`frequency`,label:n(`frequency`),value:e=>e.frequency,cell:e=>e.frequency===null?`–`:`${t.number(e.frequency/1e6)} MHz, DR${e.dr??`–`}`,width:`minmax(9em, 1fr)`},{key:`who`,label:n(`members`),value:e=>e.devices.map(e=>`${e.name} ${e.dev_eui}`).join(` `),hidden:!0}]}#n=()=>{let e=this.chosen,{words:t}=this;this.ask({title:t.text(`groups.delete_title`,{groups:t.counted(`groups`,e.length)}),text:t.text(`groups.delete_text`),names:e.map(e=>`${e.name} (${t.devices(e.devices.length)})`),confirm:t.text(`groups.delete_confirm`),act:async()=>{for(let t of e)await a(this.hass,`delete_multicast_group`,{config_entry_id:this.gateway.config_entry_id,multicast_group_id:t.multicast_group_id});this._selected=new Set,this.toast({text:t.text(`groups.deleted`,{groups:t.counted(`groups`,e.length)})})}})}};customElements.define(`msns-groups-page`,y);export{y as GroupsPage};