// pool2d_max: y[n,oh,ow,c] = the largest x[n,h,w,c] in the part of (oh, ow)'s window inside the image; NaN if there is one.
// x: [N,H,W,C], y: [N,OH,OW,C], float32.
// One thread: one channel of a pixel of y, or four consecutive ones (vec4).
//!variant vec4 LANES=4
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/lanes.glsl"
#include "include/window.glsl"

layout(local_size_x = 64) in;

layout(push_constant) uniform Push {
    LaneBuffer x;
    LaneBuffer y;
    uint items;
    uint h, w, c;
    uint oh, ow;
} p;

void main() {
    uint i = item_index();
    if (i >= p.items) return;

    uint pixel = i / p.c;
    Span rows = window_span(pixel / p.ow % p.oh, p.h);
    Span columns = window_span(pixel % p.ow, p.w);
    uint image = pixel / (p.ow * p.oh) * p.h;
    Lane most = p.x.at[((image + rows.begin) * p.w + columns.begin) * p.c + i % p.c];
    for (uint h = rows.begin; h < rows.end; h++) {
        for (uint w = columns.begin; w < columns.end; w++) {
            Lane x = p.x.at[((image + h) * p.w + w) * p.c + i % p.c];
            most = choose(isnan(most), most, choose(above(most, x), most, x)); // not max(): NaN must stay NaN
        }
    }
    p.y.at[i] = most;
}
