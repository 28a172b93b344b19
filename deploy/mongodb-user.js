/* global db, fs, URL */
/**
 * For the MongoDB of compose.yaml, which runs it once, in an empty database: makes the user that the nodes log in as.
 * Its name, password and database are those of the URL that the nodes read.
 */
const { username, password, pathname } = new URL(fs.readFileSync('/run/secrets/mongodb-url', 'utf8').trim());
const name = pathname.slice(1);
db.getSiblingDB(name).createUser({
  user: decodeURIComponent(username),
  pwd: decodeURIComponent(password),
  roles: [{ role: 'readWrite', db: name }],
});
