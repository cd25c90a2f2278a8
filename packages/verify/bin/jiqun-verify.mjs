#!/usr/bin/env node
import { main } from '../dist/main.js';

process.exitCode = await main(process.argv.slice(2), (text) => void process.stdout.write(`${text}\n`));
