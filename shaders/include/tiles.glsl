// A product of matrices in tiles of TILE_ROWS × TILE_COLUMNS, STEP terms at a
// time, by a group of THREADS. A thread owns BLOCKS × BLOCKS blocks of four rows by
// four columns, half a tile apart: 8×8 results need 16 numbers from shared memory a
// term, so that 64 multiply-adds go with 64 bytes.
//
// The tiles lie in shared memory with the terms outermost, so that a thread reads
// its rows and its columns as vec4; with the padding, threads that write one column
// of terms write to different banks. While a step is multiplied the next one's terms
// are on their way to registers. No load has a branch around it: loads and products
// then are one block of code, in which compilers let them overlap. What lies outside
// is read from a place that exists and becomes zero where it counts: rows and columns
// outside are not stored, so only terms count.
//
// Needs include/float16.glsl and the constants TILE_ROWS, TILE_COLUMNS, WHOLE, which
// is 1 where no step has terms beyond the end, and UNROLL: so many terms' products
// are written out one after the other, all of a step on a GPU.
const uint THREADS = gl_WorkGroupSize.x;
const uint STEP = 8 + 8 * (THREADS / 256);
const uint BLOCKS = 1 + TILE_ROWS * TILE_COLUMNS / THREADS / 64; // 2 with 8×8 results a thread, 1 with 4×4
const uint ROW_QUADS = TILE_ROWS / 4;
const uint COLUMN_QUADS = TILE_COLUMNS / 4;
const uint WIDE = COLUMN_QUADS / BLOCKS;                   // threads side by side
const uint COLUMN_SHARE = STEP * COLUMN_QUADS / THREADS;   // vec4s of the columns' tile that a thread fetches
const uint COLUMN_APART = THREADS / COLUMN_QUADS;          // distance between their terms
const uint SUMS = 4 * BLOCKS * BLOCKS;                     // vec4s of results

shared vec4 rowTile[STEP][ROW_QUADS + 1];
shared vec4 columnTile[STEP][COLUMN_QUADS];

uvec4 columnBits[COLUMN_SHARE];   // of the next step, as they are stored
bool columnInside[COLUMN_SHARE]; // or zero
vec4 sum[SUMS];                 // of row r and column block j at r·BLOCKS + j

// group_index numbers the work groups of a grid of two dimensions, as item_index does its threads.
uint group_index() { return gl_WorkGroupID.y * gl_NumWorkGroups.x + gl_WorkGroupID.x; }

// load_bits reads four numbers as they are stored, those of float16 in two words.
// They become floats by bits_floats only where they are used, which waits for them.
uvec4 load_bits(Vec4s x, uint i, uint pointer) {
    if (is_float16(pointer)) return uvec4(Float16s(uvec2(x)).at[i], 0, 0);
    return floatBitsToUint(x.at[i]);
}

vec4 bits_floats(uvec4 bits, uint pointer) { return is_float16(pointer) ? unpack_float16(bits.xy) : uintBitsToFloat(bits); }

// fetch_columns reads the thread's share of the terms from … from + STEP − 1 of a
// matrix [end, width] that starts `start` rows after m; quad is its column.
void fetch_columns(Vec4s m, uint pointer, uint start, uint from, uint end, uint quad, uint width) {
    [[unroll]] for (uint i = 0; i < COLUMN_SHARE; i++) {
        uint term = gl_LocalInvocationID.x / COLUMN_QUADS + i * COLUMN_APART;
        columnInside[i] = WHOLE == 1 || from + term < end;
        columnBits[i] = load_bits(m, mix(0u, (start + from) * width + (term * width + min(quad, width - 1)), columnInside[i]), pointer);
    }
}

void keep_columns(uint pointer) {
    uint t = gl_LocalInvocationID.x;
    [[unroll]] for (uint i = 0; i < COLUMN_SHARE; i++) {
        vec4 b = bits_floats(columnBits[i], pointer);
        columnTile[t / COLUMN_QUADS + i * COLUMN_APART][t % COLUMN_QUADS] = mix(vec4(0), b, bvec4(columnInside[i]));
    }
}

// multiply_tiles adds the products of a step.
void multiply_tiles() {
    uint row = gl_LocalInvocationID.x / WIDE;
    uint column = gl_LocalInvocationID.x % WIDE;
    for (uint part = 0; part < STEP; part += UNROLL) {
        [[unroll]] for (uint k = 0; k < UNROLL; k++) {
            vec4 a[BLOCKS], b[BLOCKS];
            [[unroll]] for (uint i = 0; i < BLOCKS; i++) {
                a[i] = rowTile[part + k][row + i * (ROW_QUADS / BLOCKS)];
                b[i] = columnTile[part + k][column + i * WIDE];
            }
            [[unroll]] for (uint j = 0; j < BLOCKS; j++) {
                [[unroll]] for (uint i = 0; i < BLOCKS; i++) {
                    sum[4 * BLOCKS * i + j] += a[i].x * b[j];
                    sum[4 * BLOCKS * i + BLOCKS + j] += a[i].y * b[j];
                    sum[4 * BLOCKS * i + 2 * BLOCKS + j] += a[i].z * b[j];
                    sum[4 * BLOCKS * i + 3 * BLOCKS + j] += a[i].w * b[j];
                }
            }
        }
    }
}

// row_of_tile is the place in the tile of row r of the thread's.
uint row_of_tile(uint r) { return (gl_LocalInvocationID.x / WIDE + r / 4 * (ROW_QUADS / BLOCKS)) * 4 + r % 4; }

// quad_of_tile is the place in the tile of column block j of the thread's.
uint quad_of_tile(uint j) { return gl_LocalInvocationID.x % WIDE + j * WIDE; }
