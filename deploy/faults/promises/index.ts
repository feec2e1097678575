import type { Campaign } from './campaign.js'
import { fuzzEvents } from './fuzz-events.js'
import { p1 } from './p1-power.js'
import { p10 } from './p10-full-disk.js'
import { p11 } from './p11-clock.js'
import { p12 } from './p12-git.js'
import { p14 } from './p14-restore.js'
import { p15 } from './p15-upgrade.js'
import { p16 } from './p16-signature.js'
import { p17 } from './p17-replay.js'
import { p2Archive } from './p2-archive.js'
import { p2 } from './p2-kills.js'
import { p20 } from './p20-commands.js'
import { p21 } from './p21-paths.js'
import { p22 } from './p22-arguments.js'
import { p23 } from './p23-sandbox.js'
import { p24 } from './p24-model.js'
import { p25 } from './p25-approvals.js'
import { p26 } from './p26-secrets.js'
import { p27 } from './p27-addresses.js'
import { p29 } from './p29-soak.js'
import { p3 } from './p3-redelivery.js'
import { p5 } from './p5-wipes.js'
import { p6 } from './p6-damage.js'
import { p7 } from './p7-rebuild.js'
import { p8 } from './p8-poison.js'
import { p9 } from './p9-weather.js'

/** Every promise that can be tried, in the order of its number. */
export const CAMPAIGNS: readonly Campaign[] = [
  p1,
  p2,
  p2Archive,
  p3,
  p5,
  p6,
  p7,
  p8,
  fuzzEvents,
  p9,
  p10,
  p11,
  p12,
  p14,
  p15,
  p16,
  p17,
  p20,
  p21,
  p22,
  p23,
  p24,
  p25,
  p26,
  p27,
  p29,
]
