/** Replays recorded reviews. */
import { readFileSync, readdirSync } from 'node:fs';
import { expect } from '@jest/globals';
import { decode } from '../../src/admission/decode.ts';
import { review, type Reviewed } from '../../src/admission/review.ts';
import type { Engine } from '../../src/engine/engine.ts';
import type { Policy } from '../../src/policy/policy.ts';
import { breaches } from './contract.ts';
import { type RecordedReview, reviewOf } from './kubelet/recording.ts';
