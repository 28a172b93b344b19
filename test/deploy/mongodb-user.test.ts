import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';

const script = readFileSync(new URL('../../deploy/mongodb-user.js', import.meta.url), 'utf8');

describe('the user that the nodes of compose.yaml log in as', () => {
  it('is the one of their URL, and may read and write their database alone', () => {
    const made: unknown[] = [];
    const files: Readonly<Record<string, string>> = {
      '/run/secrets/mongodb-url': 'mongodb://postcard:a%2Fb%40c@mongodb:27017/postcard\n',
    };
    runInNewContext(script, {
      URL,
      decodeURIComponent,
      fs: { readFileSync: (path: string) => files[path] },
      db: {
        getSiblingDB: (name: string) => ({ createUser: (user: object) => made.push({ database: name, ...user }) }),
      },
    });
    expect(made).to.deep.equal([
      { database: 'postcard', user: 'postcard', pwd: 'a/b@c', roles: [{ role: 'readWrite', db: 'postcard' }] },
    ]);
  });
});
