// A scraper with cheerio, and below it the few lines that let litedrift ask it, page after page.
import { createInterface } from 'node:readline';
import * as cheerio from 'cheerio';

const tidy = (text) => text.replace(/\s+/g, ' ').trim() || null;

function article($) {
  const headline = tidy($('h2.headline').first().text());
  const body = $('p.paragraph--lite').toArray().map((p) => tidy($(p).text())).filter((text) => text && text !== 'See Full Web Article');
  if (!headline && body.length === 0) return null;
  return {
    kind: 'article',
    headline,
    byline: tidy($('p.byline--lite').first().text()),
    source: tidy($('p.source--lite').first().text().replace(/^\s*Source:/, '')),
    body,
    full_article_url: $('p.paragraph--lite a').filter((_, a) => tidy($(a).text()) === 'See Full Web Article').attr('href') ?? null,
  };
}

function index($, url) {
  const links = $('li.card--lite a[href]').toArray().map((a) => ({ url: new URL($(a).attr('href'), url).href, title: tidy($(a).text()) }));
  return links.length ? { kind: 'index', links: links.filter((each) => each.title) } : null;
}

const fields = ['headline', 'byline', 'source', 'body', 'full_article_url', 'links'];
const say = (message) => process.stdout.write(JSON.stringify(message) + '\n');

for await (const line of createInterface({ input: process.stdin })) {
  const ask = JSON.parse(line);
  if (ask.type === 'hello') say({ type: 'hello', protocol: 1, name: 'node-cheerio', version: '1.0.0', language: 'javascript', fields });
  if (ask.type === 'bye') break;
  if (ask.type !== 'extract') continue;
  try {
    const charset = /charset=([\w-]+)/i.exec(ask.content_type ?? '')?.[1];
    const encoding = { transportLayerEncodingLabel: charset, defaultEncoding: 'utf-8' };
    const $ = cheerio.loadBuffer(Buffer.from(ask.html_b64, 'base64'), { encoding });
    const record = index($, ask.url) ?? article($);
    say(record ? { type: 'result', id: ask.id, record } : { type: 'refused', id: ask.id, reason: 'no headline, no text, no links' });
  } catch (error) {
    say({ type: 'error', id: ask.id, message: String(error), traceback: error.stack });
  }
}
