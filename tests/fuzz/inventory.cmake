# The opener and every visitor of an inventory, over a file of any bytes.
qingce_fuzz(inventory SOURCES ${CMAKE_SOURCE_DIR}/tests/fuzz/inventory_open.cc LINK qingce_inventory)
