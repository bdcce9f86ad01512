import sys

from tenants.hosting.supervisor import main

sys.exit(main())
