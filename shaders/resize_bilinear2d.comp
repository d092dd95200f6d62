// resize_bilinear2d: y is x at another size. Pixel i of an axis of y, of M pixels, lies at i·N/M on the axis of x, of N pixels, and
// mixes its two neighbours there; beyond the last pixel there is only that one. This is TensorFlow 1's rule (align_corners and
// half-pixel centres both off).
// x: [N,H,W,C], y: [N,OH,OW,C], float32. Places are whole numbers of 1/OH and 1/OW pixels, so the shares are exact.
// One thread: one channel of a pixel of y, or four consecutive ones (vec4).
//!variant vec4 LANES=4
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/lanes.glsl"

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
    uint row = pixel / p.ow;
    uint down = row % p.oh * p.h, across = pixel % p.ow * p.w; // in units of 1/OH and 1/OW pixels
    uint top = down / p.oh, left = across / p.ow;
    uint bottom = min(top + 1, p.h - 1), right = min(left + 1, p.w - 1);
    down %= p.oh;
    across %= p.ow;

    uint image = row / p.oh * p.h;
    uint upper = (image + top) * p.w, lower = (image + bottom) * p.w;
    uint c = i % p.c;
    float leftShare = float(p.ow - across), rightShare = float(across);
    Lane a = leftShare * p.x.at[(upper + left) * p.c + c] + rightShare * p.x.at[(upper + right) * p.c + c];
    Lane b = leftShare * p.x.at[(lower + left) * p.c + c] + rightShare * p.x.at[(lower + right) * p.c + c];
    p.y.at[i] = (float(p.oh - down) * a + float(down) * b) / (float(p.oh) * float(p.ow));
}
