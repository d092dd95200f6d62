// reduce_sum: y[g, k, c] = scale · Σ x[g, r, c] over the rows r of chunk k.
// x: [G, rows, channels], float16 where FLOAT16_MASK says so, y: [G, chunks, channels]; chunk k has the rows
// [k·chunk, min((k+1)·chunk, rows)), summed in their order.
// One thread: one (g, k, c), or four consecutive c (vec4).
//!variant vec4 LANES=4
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/lanes.glsl"
#include "include/chunks.glsl"
layout(local_size_x = 64) in;
layout(constant_id = 0) const uint FLOAT16_MASK = 0;
#include "include/float16.glsl"
layout(push_constant) uniform Push {
    LaneBuffer x;
    LaneBuffer y;
    uint items;
    uint rows;
    uint channels;
    uint chunk;
    uint chunks;
    float scale;
} p;

void main() {
    uint i = item_index();
    if (i >= p.items) return;
    Chunk k = chunk_of(i, p.rows, p.channels, p.chunk, p.chunks);
    Lane sum = Lane(0.0);
    for (uint at = k.first; at < k.end; at += p.channels) sum += load_lane(p.x, at, 0);
    p.y.at[i] = p.scale * sum;
}
