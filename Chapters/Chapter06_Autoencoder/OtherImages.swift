import Datasets
import Workbook

struct OtherImages: Section {
    static let title = "Is this about digits?"

    func run(on page: Page) throws {
        /*:
         Nothing in this chapter knows what a digit is. The whole of it runs on any images of the same form, Zalando's
         pictures of clothes for example [@xiao2017], which Debian has as a package:

         ```text
         sudo apt install dataset-fashion-mnist
         swift run Chapter06_Autoencoder --data /usr/share/datasets/fashion-mnist
         ```

         All sections, figures and tables are then made anew, of T-shirts and ankle boots, in a folder of their own that the
         run names; this page, which must not depend on what is installed, stays as it is.
         */
    }
}
