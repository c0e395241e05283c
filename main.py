from mwdesk.app import main

main()
