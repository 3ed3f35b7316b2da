"""The lifter for nests of loops: one vector axis per loop, the others kept as they are.

A nest is read as a tree of levels. A plan says which levels become axes of whole-array statements and which
stay loops; the dependence test (after Allen and Kennedy, "Automatic translation of FORTRAN programs to vector
form", 1987) says which plans keep the order of conflicting reads and stores.
"""
