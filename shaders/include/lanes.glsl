// Lane: what one thread handles along the innermost axis. It is a float, or a
// vec4 of four consecutive floats where a shader is compiled with LANES=4.
// Counts and indices of Lane data are in units of LANES floats.
#include "include/buffers.glsl"

#ifndef LANES
#define LANES 1
#endif

#if LANES == 4
#define Lane vec4
#define LaneMask bvec4
#define LaneBuffer Vec4s
LaneMask above(Lane x, Lane limit) { return greaterThan(x, limit); }
#else
#define Lane float
#define LaneMask bool
#define LaneBuffer Floats
LaneMask above(Lane x, Lane limit) { return x > limit; }
#endif

Lane choose(LaneMask condition, Lane yes, Lane no) { return mix(no, yes, condition); }
