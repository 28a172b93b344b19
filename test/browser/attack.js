/* global document, fetch, URLSearchParams */

/**
 * What a web page can do to a server without being asked: forms, fetches and loads of every kind that a browser sends
 * without a question of its own. Runs in the page; answers what the page could read.
 */
globalThis.attack = async ({ target, phone, message, subscription, media }) => {
  const read = [];
  const send = `/v25.0/${phone}/messages?access_token=x`;
  const inbound = { from: '+14155550123', to_phone_number_id: phone, text: 'STOP' };

  const ask = async (path, options) => {
    try {
      const answer = await fetch(target + path, options);
      if (answer.type !== 'opaque') read.push(`${path}: ${answer.status} ${await answer.text()}`);
    } catch {
      // The browser has kept the answer back.
    }
  };

  const load = (tag, properties) =>
    new Promise((resolve) => {
      const element = Object.assign(document.createElement(tag), properties);
      element.onload = () => {
        if (tag !== 'iframe') read.push(`${tag} has loaded`);
        resolve();
      };
      element.onerror = () => resolve();
      document.body.append(element);
    });

  const submit = async (path, enctype, fields, withoutOrigin) => {
    const name = `frame-${document.forms.length}`;
    const form = Object.assign(document.createElement('form'), { method: 'post', action: target + path, enctype });
    for (const [field, value] of Object.entries(fields)) {
      const input = Object.assign(document.createElement('input'), { name: field });
      input.setAttribute('value', value);
      form.append(input);
    }
    const frame = Object.assign(document.createElement('iframe'), { name });
    let pages = 0;
    const answered = new Promise((resolve) => {
      frame.onload = () => (++pages === 2 ? resolve() : undefined);
    });
    if (withoutOrigin) {
      frame.sandbox = 'allow-forms allow-scripts';
      frame.srcdoc = `${form.outerHTML}<script>onload = () => document.forms[0].submit()</script>`;
      document.body.append(frame);
      return answered;
    }
    document.body.append(form, frame);
    form.target = name;
    form.submit();
    return answered;
  };

  for (const mode of ['no-cors', 'cors']) {
    await ask(send, { method: 'POST', mode, body: message, headers: { 'content-type': 'text/plain' } });
    await ask(`/v25.0/1/subscribed_apps?${subscription}`, { method: 'POST', mode });
    await ask('/sandbox/inbound', { method: 'POST', mode, body: new URLSearchParams(inbound) });
    for (const path of ['/', '/sandbox/messages', media]) await ask(path, { mode });
  }
  await ask('/sandbox/messages', { method: 'DELETE' });
  await ask(send, { method: 'POST', body: message, headers: { 'content-type': 'application/json' } });
  const fields = { messaging_product: 'whatsapp', to: '+14155550123', type: 'text', text: '{"body":"Hello"}' };
  await submit(send, 'application/x-www-form-urlencoded', fields);
  await submit(send, 'text/plain', { [`${message.slice(0, -1)},"x":"`]: '"}' });
  await submit('/sandbox/inbound', 'application/x-www-form-urlencoded', inbound);
  await submit('/sandbox/inbound', 'application/x-www-form-urlencoded', inbound, true);
  await load('img', { src: target + media });
  await load('script', { src: `${target}/sandbox/messages` });
  await load('iframe', { src: `${target}/` });
  return read;
};
