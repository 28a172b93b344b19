import { type Part } from './part.js';
import { backups } from './rows/backups.js';
import { brokenBuildRows } from './rows/broken-builds.js';
import { corrupt, cuts, goodbyes, otherPaths, starts, tornCopies } from './rows/comings-and-goings.js';
import { handles, systemErrorRows, volumes } from './rows/disks.js';
import { erasing } from './rows/erasing.js';
import { elections } from './rows/elections.js';
import { growth } from './rows/growth.js';
import { attackRows, noise } from './rows/hostile-load.js';
import { aimedKills, aimedKillsOnMongodb, randomKills, randomKillsOnMongodb } from './rows/kills.js';
import { listeners } from './rows/listeners.js';
import { listings } from './rows/listings.js';
import { lostDatabase } from './rows/lost-database.js';
import { migrate } from './rows/migrate.js';
import { order } from './rows/order.js';
import { raidParts } from './rows/raids.js';
import { upgrade, upgradeOnMongodb } from './rows/upgrade.js';
import { hungDisk } from './rows/hung-disk.js';
import { wrongClocks } from './rows/wrong-clocks.js';
import { wrongNews } from './rows/wrong-news.js';
import { walks } from './rows/walks.js';
import { type StoreUnderTest } from './stores.js';

/** Everything that is done to each store, in this order: first the harness shows that it notices a broken build. */
export const parts = {
  files: {
    'broken-builds': brokenBuildRows,
    order,
    'aimed-kills': aimedKills,
    'random-kills': randomKills,
    cuts,
    goodbyes,
    listeners,
    'wrong-news': wrongNews,
    'wrong-clocks': wrongClocks,
    'hung-disk': hungDisk,
    starts,
    'other-paths': otherPaths,
    'torn-copies': tornCopies,
    corrupt,
    'system-errors': systemErrorRows,
    volumes,
    handles,
    attacks: attackRows,
    noise,
    ...raidParts,
    growth,
    listings,
    upgrade,
    walks,
    erasing,
    backups,
    migrate,
  },
  MongoDB: {
    'aimed-kills': aimedKillsOnMongodb,
    'random-kills': randomKillsOnMongodb,
    cuts,
    goodbyes,
    'wrong-news': wrongNews,
    'wrong-clocks': wrongClocks,
    'lost-database': lostDatabase,
    elections,
    erasing,
    upgrade: upgradeOnMongodb,
  },
} satisfies Record<StoreUnderTest['name'], Record<string, Part>>;
